import type { RouteObject } from 'react-router';
import { Home } from './pages/Home';
import { Frame } from './shell/Frame';
import { SignedIn } from './shell/SignedIn';
import { RouteTrouble } from './shell/Trouble';
import { Waiting } from './shell/Waiting';

/** Every address. `/` is in the first chunk, all others come when they are asked for. */
export const routes: RouteObject[] = [
  {
    element: <Frame />,
    errorElement: <RouteTrouble />,
    HydrateFallback: Waiting,
    children: [
      {
        errorElement: <RouteTrouble />,
        hydrateFallbackElement: <Waiting />,
        children: [
          {
            path: '/',
            element: (
              <SignedIn>
                <Home />
              </SignedIn>
            ),
          },
          {
            path: '/v/:id',
            lazy: async () => {
              const { Detail } = await import('./pages/Detail');
              return {
                element: (
                  <SignedIn>
                    <Detail />
                  </SignedIn>
                ),
              };
            },
          },
          {
            path: '/feed',
            lazy: async () => ({ Component: (await import('./pages/Feed')).Feed }),
          },
          {
            path: '/credits',
            lazy: async () => {
              const { Credits } = await import('./pages/Credits');
              return {
                element: (
                  <SignedIn>
                    <Credits />
                  </SignedIn>
                ),
              };
            },
          },
          {
            path: '/settings',
            lazy: async () => ({ Component: (await import('./pages/Settings')).Settings }),
          },
          {
            path: '/signin',
            lazy: async () => ({ Component: (await import('./pages/SignIn')).SignIn }),
          },
          {
            path: '*',
            lazy: async () => ({ Component: (await import('./pages/Nowhere')).Nowhere }),
          },
        ],
      },
    ],
  },
];
