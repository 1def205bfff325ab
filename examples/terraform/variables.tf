variable "enable_failback_pause_mode" {
  description = "Whether the VMs are ones that the operator holds during a failback."
  type        = bool
  default     = true
}

variable "failback_site" {
  description = "The site of these VMs: rbx or sbg."
  type        = string
}

variable "resource_pool_id" {
  type = string
}

variable "datastore_id" {
  type = string
}

variable "network_id" {
  type = string
}

variable "cloud_init_metadata" {
  type    = string
  default = ""
}
