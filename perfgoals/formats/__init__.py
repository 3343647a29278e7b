"""How dates and figures are printed on screen (named in `FORMAT_MODULE_PATH`)."""
