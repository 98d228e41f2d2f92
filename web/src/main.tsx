import './ui/tokens.css';
import './ui/reset.css';
import './shell/frame.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { isRefusal } from './api/problem';
import { routes } from './routes';
import { beginSession } from './session/session';

const RETRIES = 3;

const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failed, error) => failed < RETRIES && !isRefusal(error),
      gcTime: 30 * 60_000,
    },
  },
});

void beginSession((next) => {
  client.clear(); // what one person has asked for is not shown to the next at the same screen
  if (next) location.reload();
});
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={createBrowserRouter(routes)} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
