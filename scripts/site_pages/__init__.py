"""What the documentation site is made of, before the site generator sees it."""
