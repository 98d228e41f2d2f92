"""From a prompt to a small real film: look, scenery, caption, sound, ffmpeg."""
