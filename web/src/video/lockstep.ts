import { aheadOf, nudge } from '../model/playback';
import { refused } from './usePlayback';

/** Of two videos: which may run now. */
interface Runs {
  readonly leader: boolean;
  readonly follower: boolean;
}

/** So much of a frame's time after its picture the element may have another one than it has told of. */
const LATE = 0.5;

/** At which moment of the film each one's last picture stands. */
type Pictures = Map<HTMLVideoElement, number>;

interface Seen {
  readonly frame: (video: HTMLVideoElement) => void;
  /** The last frames of both are the same. */
  readonly pair: () => void;
}

/**
 * Two videos at the same frame. What is done to the one that leads is done to the other; the one that is ahead
 * waits, and neither starts before both can. A wait is not a pause: `held` tells them apart.
 */
export class Lockstep {
  held = false;
  private wanted = false;
  private readonly shown: Pictures = new Map();
  /** Those of them that were taken in time. */
  private readonly kept: Pictures = new Map();
  private readonly asked = new Map<HTMLVideoElement, number>();
  private readonly leaving = new AbortController();

  /** `seen` is told of each frame at once, for a moment later there may be another one in the element. */
  constructor(
    private readonly leader: HTMLVideoElement,
    private readonly follower: HTMLVideoElement,
    private readonly frameS: number,
    private readonly seen: Seen,
  ) {
    const align = () => this.align();
    const settle = () => this.settle();
    this.on(leader, 'play', () => {
      if (!leader.paused) this.wanted = true;
      settle();
    });
    this.on(leader, 'pause ended', () => {
      if (!this.held || leader.ended) this.rest();
    });
    this.on(leader, 'seeking ratechange loadedmetadata', align);
    this.on(follower, 'loadedmetadata', align);
    for (const video of [leader, follower]) {
      this.on(video, 'waiting stalled playing canplay seeking seeked', settle);
      this.on(video, 'emptied', () => this.forget(video));
      this.watch(video);
    }
  }

  /** Stop both, also where the leader already waits. */
  readonly pause = (): void => {
    this.leader.pause();
    this.rest();
  };

  private forget(video: HTMLVideoElement): void {
    this.shown.delete(video);
    this.kept.delete(video);
  }

  leave(): void {
    this.leaving.abort();
    for (const [video, frame] of this.asked) video.cancelVideoFrameCallback(frame);
  }

  private on(video: HTMLVideoElement, names: string, act: () => void): void {
    for (const name of names.split(' ')) video.addEventListener(name, act, { signal: this.leaving.signal });
  }

  private watch(video: HTMLVideoElement): void {
    const next = video.requestVideoFrameCallback((_now, { mediaTime, presentationTime }) => {
      this.shown.set(video, mediaTime);
      this.seen.frame(video);
      // Asked after it was taken: it may have been another one by then.
      const since = Math.max((performance.now() - presentationTime) / 1000, video.currentTime - mediaTime);
      if (!video.paused && since > this.frameS * LATE) this.kept.delete(video);
      else {
        this.kept.set(video, mediaTime);
        if (this.apart(this.kept) === 0) this.seen.pair();
      }
      this.watch(video);
      this.settle();
    });
    this.asked.set(video, next);
  }

  /** By how many frames the follower's picture is ahead of the leader's; undefined while one has none. */
  private apart(pictures: Pictures): number | undefined {
    const [one, other] = [pictures.get(this.leader), pictures.get(this.follower)];
    return one === undefined || other === undefined ? undefined : aheadOf(one, other, this.frameS);
  }

  private rest(): void {
    this.wanted = false;
    this.held = false;
    this.follower.pause();
    this.align();
  }

  private align(): void {
    const { leader, follower } = this;
    const last = follower.duration - this.frameS / 2;
    const time = Number.isFinite(last) ? Math.min(leader.currentTime, last) : leader.currentTime;
    if (time !== follower.currentTime) follower.currentTime = time;
    follower.playbackRate = leader.playbackRate;
  }

  private settle(): void {
    if (!this.wanted) return;
    const { leader, follower } = this;
    const factor = nudge(follower.currentTime - leader.currentTime);
    if (factor === undefined && !follower.ended && !follower.seeking && !leader.seeking) this.align();
    follower.playbackRate = leader.playbackRate * (factor ?? 1);
    this.run(this.allowed());
  }

  private allowed(): Runs {
    const { leader, follower } = this;
    const isReady = (video: HTMLVideoElement) =>
      !video.seeking && (video.ended || video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA);
    if (!isReady(leader) || !isReady(follower)) return { leader: false, follower: false };
    if (follower.ended) return { leader: true, follower: false };
    const ahead = this.apart(this.shown) ?? 0;
    return { leader: ahead >= -1, follower: ahead <= 1 };
  }

  private run(runs: Runs): void {
    const { leader, follower } = this;
    this.held = !runs.leader;
    if (!runs.leader) leader.pause();
    else if (leader.paused && !leader.ended) void leader.play().catch(() => this.refuse());
    if (!runs.follower) follower.pause();
    else if (follower.paused) void follower.play().catch(refused);
  }

  /** The browser wants a press first; a play that was overtaken by a wait is none of it. */
  private refuse(): void {
    if (this.leader.paused && !this.held) this.rest();
  }
}
