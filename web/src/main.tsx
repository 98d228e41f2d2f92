import './ui/tokens.css';
import './ui/reset.css';
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

void beginSession();
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
