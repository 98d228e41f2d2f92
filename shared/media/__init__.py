"""ffmpeg, probing and pictures. Every input is hostile."""
