# How the modules of VMs (06-ovh-vm-docker, 07-ovh-vm-mysql) take the markers. Copy the module call and the merge.

terraform {
  required_version = ">= 1.3"
  required_providers {
    vsphere = {
      source  = "vmware/vsphere"
      version = ">= 2.6, < 3.0"
    }
  }
}

module "failback_markers" {
  source = "./markers"

  enable_failback_pause_mode = var.enable_failback_pause_mode
  failback_site              = var.failback_site
}

resource "vsphere_virtual_machine" "mysql" {
  name             = "mysql-01"
  resource_pool_id = var.resource_pool_id
  datastore_id     = var.datastore_id
  num_cpus         = 4
  memory           = 16384

  network_interface {
    network_id = var.network_id
  }

  disk {
    label = "disk0"
    size  = 200
  }

  extra_config = merge(
    { "guestinfo.metadata" = base64encode(var.cloud_init_metadata) },
    module.failback_markers.extra_config,
  )
}
