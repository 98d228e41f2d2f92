import { type RefObject, useEffect } from 'react';
import { nudge } from '../model/playback';
import { refused } from './usePlayback';

type Video = RefObject<HTMLVideoElement | null>;

const NEAR_S = 0.001;

/**
 * Hold two videos at the same time. One leads: what is done to it is done to the other; with each of its
 * frames the other one's speed is corrected by as much as it has drifted. Neither goes on without the other.
 */
export function useLockstep(leading: Video, following: Video): void {
  useEffect(() => {
    const [leader, follower] = [leading.current, following.current];
    if (!leader || !follower) return;
    const leaving = new AbortController();
    const on = (element: HTMLVideoElement, names: string, act: () => void) => {
      for (const name of names.split(' ')) element.addEventListener(name, act, { signal: leaving.signal });
    };
    let held = false;
    let frame = 0;

    const align = () => {
      const isNear = Math.abs(follower.currentTime - leader.currentTime) < NEAR_S;
      if (!isNear) follower.currentTime = leader.currentTime;
      follower.playbackRate = leader.playbackRate;
    };
    const start = () => void follower.play().catch(refused);
    const stop = () => {
      follower.pause();
      if (!held) align();
    };
    const hold = () => {
      if (leader.paused || leader.ended) return;
      held = true;
      leader.pause();
    };
    const release = () => {
      if (!held) return;
      held = false;
      void leader.play().catch(refused);
    };
    const correct = () => {
      const factor = nudge(follower.currentTime - leader.currentTime);
      if (factor === undefined) align();
      else follower.playbackRate = leader.playbackRate * factor;
      frame = leader.requestVideoFrameCallback(correct);
    };
    on(leader, 'play playing', start);
    on(leader, 'pause ended waiting', stop);
    on(leader, 'seeking ratechange loadedmetadata', align);
    on(follower, 'waiting', hold);
    on(follower, 'canplay seeked', release);
    on(follower, 'loadedmetadata', align);
    frame = leader.requestVideoFrameCallback(correct);
    return () => {
      leaving.abort();
      leader.cancelVideoFrameCallback(frame);
    };
  }, [leading, following]);
}
