"""What every function shares. Imports point downwards only: `make lint` holds it."""
