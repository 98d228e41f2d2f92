/** Where a film stands, in frames, seconds and tiles. Pure. */

import type { VideoView } from './creation';

/** So far behind a frame's beginning, that rounding never shows the one before. */
const INTO_FRAME_S = 0.001;
const ROUNDING = 0.05;

/** Return the time of the frame that is `by` frames away from the one that stands at `time`. */
export function stepped(time: number, fps: number, by: number, duration: number): number {
  const frame = Math.floor(time * fps + ROUNDING) + by;
  const last = Math.max(0, Math.round(duration * fps) - 1);
  return Math.min(last, Math.max(0, frame)) / fps + INTO_FRAME_S;
}

/** Say a time of a film: "0:07", with its hundredths "0:07.25". */
export function at(time: number, hundredths = false): string {
  const whole = hundredths ? Math.floor(time * 100) / 100 : Math.floor(time);
  const minutes = Math.floor(whole / 60);
  const rest = (whole - minutes * 60).toFixed(hundredths ? 2 : 0);
  return `${minutes}:${rest.padStart(hundredths ? 5 : 2, '0')}`;
}

interface Tile {
  readonly x: number;
  readonly y: number;
}

/** Return where in a sprite sheet the picture of `time` stands, in pixels. */
export function tileAt(sprite: NonNullable<VideoView['sprite']>, time: number): Tile {
  const last = sprite.columns * sprite.rows - 1;
  const n = Math.min(last, Math.max(0, Math.floor(time / sprite.interval_s)));
  return {
    x: (n % sprite.columns) * sprite.tile_width,
    y: Math.floor(n / sprite.columns) * sprite.tile_height,
  };
}

/** How far a video may be away from the one that leads before it is set, not nudged; in seconds. */
const JUMP_S = 0.25;
const GAIN_PER_S = 4;
const NUDGE_MOST = 0.5;

/**
 * Return by what the leader's speed is multiplied for a follower that is `drift` seconds ahead of it, or
 * undefined if it is too far away to catch up.
 */
export function nudge(drift: number): number | undefined {
  if (Math.abs(drift) > JUMP_S) return undefined;
  return 1 - Math.min(NUDGE_MOST, Math.max(-NUDGE_MOST, drift * GAIN_PER_S));
}

/** Return by how many frames a picture is ahead of another one; the rates of both films may differ a little. */
export function aheadOf(leader: number, follower: number, frameS: number): number {
  return Math.trunc((follower - leader) / frameS + Math.sign(follower - leader) * 0.25);
}
