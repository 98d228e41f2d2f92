import { expect, test } from 'vitest';
import { aDraft, aFailure, aJob } from '../e2e/made';
import { MODELS } from '../e2e/models';
import { priceAgain, unless } from '../src/model/actions';

test('what cannot be done with a job says why, as the server lets it', () => {
  const making = aJob({ status: 'processing', stage: 'making' });
  const { cancel: _, ..._links } = making._links;

  expect(unless(aJob(), 'cancel')).toBeUndefined();
  expect(unless({ ...making, _links }, 'cancel')).toBe('it is being made, and that is paid for');
  expect(unless({ ...making, _links }, 'delete')).toBe('when it has ended');
  expect(unless(aJob(), 'delete')).toBe('cancel it first');
  expect(unless(aJob(), 'extend')).toBe('when it is ready');
  expect(unless(aFailure(), 'upscale')).toBe('there is no video');
  expect(unless(aFailure(), 'retry')).toBeUndefined();
  expect(unless(aDraft(), 'publish')).toBeUndefined();
  expect(unless(aDraft({ video: null }), 'download')).toBe('its link is on the way');
});

test('trying again is named at the price of today, where the page knows it', () => {
  const job = aFailure({ price: 3 });

  expect(priceAgain(job, MODELS.models)).toBe(20);
  expect(priceAgain(job, [])).toBe(3);
  expect(priceAgain({ ...job, job_type: 'upscale' }, MODELS.models)).toBe(3);
});
