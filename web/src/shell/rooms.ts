/** Where one can go: a new room is one line here and one in `routes`. */

import { Coins, Film, Settings, SquarePlay } from 'lucide-react';

export const ROOMS = [
  { to: '/', text: 'Studio', icon: Film },
  { to: '/feed', text: 'Feed', icon: SquarePlay },
  { to: '/credits', text: 'Credits', icon: Coins },
  { to: '/settings', text: 'Settings', icon: Settings },
] as const;
