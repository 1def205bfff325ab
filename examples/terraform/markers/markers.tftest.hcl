run "held" {
  command = plan
  variables {
    failback_site = "rbx"
  }
  assert {
    condition     = output.extra_config == tomap({ "pra.failback.site" = "rbx", "pra.failback.startup_mode" = "suspended" })
    error_message = "a VM of the record bears both markers"
  }
}

run "not_held" {
  command = plan
  variables {
    enable_failback_pause_mode = false
    failback_site              = "sbg"
  }
  assert {
    condition     = length(output.extra_config) == 0
    error_message = "without pause mode a VM bears no marker"
  }
}

run "unknown_site" {
  command = plan
  variables {
    failback_site = "gra"
  }
  expect_failures = [var.failback_site]
}
