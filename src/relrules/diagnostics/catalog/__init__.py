"""Every message there is, one small function each, filed by the stage that finds the mistake."""
