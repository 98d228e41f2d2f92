/** What the stage's server offers: small, and with a gap, so that clashes can be seen. */

import type { components } from '../src/api/schema';

const offers = [
  ...['16:9', '9:16', '1:1'].flatMap((aspect_ratio) => [
    { aspect_ratio, duration_s: 4, resolution: '720p', credits: 6, expected_s: 40 },
    { aspect_ratio, duration_s: 8, resolution: '480p', credits: 8, expected_s: 50 },
    { aspect_ratio, duration_s: 8, resolution: '720p', credits: 20, expected_s: 75 },
  ]),
  { aspect_ratio: '16:9', duration_s: 8, resolution: '1080p', credits: 40, expected_s: 120 },
];

const model = {
  provider: 'vertex',
  takes: ['text', 'image'],
  image_sets_shape: false,
  retires_on: null,
  durations_s: [4, 8],
  resolutions: ['480p', '720p', '1080p'],
  aspect_ratios: ['16:9', '9:16', '1:1'],
  combinations: offers,
};

export const MODELS: components['schemas']['ModelsView'] = {
  price_version: 'stage-1',
  default_model: 'veo-3.1-fast',
  models: [
    { ...model, id: 'veo-3.1-fast', title: 'Veo 3.1 Fast' },
    {
      ...model,
      id: 'wan-2.5',
      title: 'Wan 2.5',
      provider: 'wavespeed',
      takes: ['text'],
      combinations: offers.filter((o) => o.resolution !== '1080p'),
    },
  ],
  extensions: [
    {
      id: 'wan-2.5-extend',
      title: 'Wan 2.5 Extend',
      provider: 'wavespeed',
      adds_s: 5,
      source_min_s: 1,
      source_max_s: 60,
      source_fps: null,
      retires_on: null,
      prices: { '480p': { credits: 5, expected_s: 60 }, '720p': { credits: 10, expected_s: 90 } },
    },
  ],
  upscalers: [
    {
      id: 'wavespeed-upscaler',
      title: 'Video Upscaler',
      provider: 'wavespeed',
      targets: ['720p', '1080p', '1440p', '4k'],
      credits_min: 5,
      takes_per_s: 10,
      source_min_s: 1,
      source_max_s: 600,
      source_fps: null,
      retires_on: null,
    },
  ],
  ffmpeg_upscalers: [
    {
      id: 'ffmpeg-lanczos',
      title: 'Lanczos',
      targets: ['1080p', '1440p', '4k'],
      credits_per_10_s: { fast: 2, balanced: 3, high: 5 },
      source_max_s: 180,
    },
  ],
};
