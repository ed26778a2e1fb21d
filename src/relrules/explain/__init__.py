"""What a result means, as a record for programs and in prose for people."""
