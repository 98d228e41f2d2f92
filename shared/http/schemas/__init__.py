"""What clients send and see. A stored noun never leaves as it is: each view names every field it shows."""
