"""How a job's next step is asked for: Cloud Tasks decides when, Pub/Sub decides who."""
