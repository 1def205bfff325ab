# The markers of the decision record, as extra_config of a VM. They start and stop nothing by themselves: the operator reads
# them as `spec.virtualMachines.extraConfig` of a SiteState.

variable "enable_failback_pause_mode" {
  description = "Whether the VM is one that the operator holds during a failback. False: it bears no marker, and no SiteState that selects by marker has it."
  type        = bool
  default     = true
}

variable "failback_site" {
  description = "The site that the VM is at, as the SiteState selects it: rbx or sbg."
  type        = string

  validation {
    condition     = contains(["rbx", "sbg"], var.failback_site)
    error_message = "failback_site must be rbx or sbg."
  }
}

output "extra_config" {
  description = "To be merged into extra_config of a vsphere_virtual_machine."
  value = var.enable_failback_pause_mode ? {
    "pra.failback.site"         = var.failback_site
    "pra.failback.startup_mode" = "suspended"
  } : {}
}
