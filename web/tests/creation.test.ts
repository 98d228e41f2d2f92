import { expect, test } from 'vitest';
import { credits, lengthOf, onward, sharpnessOf } from '../src/model/creation';

test('thousands of credits are set apart', () => {
  expect([1, 20, 12_345].map(credits)).toEqual(['1 credit', '20 credits', '12,345 credits']);
});

const at = (stage: string, progress: number | null) => ({ stage, progress });

test('while a video is made its progress does not go back', () => {
  expect(onward(at('making', 60), at('making', 40))).toEqual(at('making', 60));
  expect(onward(at('making', 60), at('making', null))).toEqual(at('making', 60));
  expect(onward(at('making', 60), at('making', 80))).toEqual(at('making', 80));
  expect(onward(at('making', null), at('making', null))).toEqual(at('making', null));
});

test('what begins again or ends says its own progress', () => {
  expect(onward(undefined, at('making', 40))).toEqual(at('making', 40));
  expect(onward(at('making', 60), at('starting', null))).toEqual(at('starting', null));
  expect(onward(at('starting', 60), at('making', 5))).toEqual(at('making', 5));
  expect(onward(at('making', 60), at('failed', null))).toEqual(at('failed', null));
});

test('length and resolution are the video’s, else what was ordered, else nothing', () => {
  const input = { duration_s: 8, resolution: '720p' };
  expect([lengthOf({ video: null, input }), sharpnessOf({ video: null, input })]).toEqual(['8 s', '720p']);
  expect(sharpnessOf({ video: null, input: { target_resolution: '4k' } })).toBe('4K');
  expect(lengthOf({ video: null, input: {} })).toBeUndefined();
});
