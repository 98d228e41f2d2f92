"""What comes in by itself: messages of Pub/Sub."""
