import { useState } from 'react';
import { Outlet, ScrollRestoration, useNavigation } from 'react-router';
import { useDeletions } from '../parts/useDeletions';
import { Toasts } from '../ui/Toasts';
import { useLong } from '../ui/useLong';
import { Announcer } from './Announcer';
import { Banner } from './Banner';
import { Header } from './Header';
import { Question } from './Question';
import { Shortcuts } from './Shortcuts';
import { useFrameKeys } from './useFrameKeys';
import { useLowCredits } from './useLowCredits';
import { useNewPage } from './useNewPage';

/** What surrounds every page: where one can go, the balance, the banner, and what is said in passing. */
export function Frame() {
  const [isSheetOpen, setSheetOpen] = useState(false);
  useNewPage();
  useFrameKeys(() => setSheetOpen(true));
  useLowCredits();
  useDeletions();
  return (
    <div className="frame">
      <button type="button" className="frame-skip" onClick={() => document.getElementById('main')?.focus()}>
        To the content
      </button>
      <Header onShortcuts={() => setSheetOpen(true)} />
      <Banner />
      <main id="main" className="frame-main" tabIndex={-1}>
        <Outlet />
      </main>
      <Opening />
      <Toasts />
      <Announcer />
      <Question />
      {isSheetOpen && <Shortcuts onClose={() => setSheetOpen(false)} />}
      <ScrollRestoration />
    </div>
  );
}

/** The next page is on its way, and the last one still stands. */
function Opening() {
  const isLong = useLong(useNavigation().state === 'loading');
  return <div role="status">{isLong && <p className="frame-opening">Opening …</p>}</div>;
}
