import { useState } from 'react';
import { Switch } from '../../ui/Switch';
import { isBoolean } from '../../ui/storage';
import { useStored } from '../../ui/useStored';
import { Section } from './Section';

/** Whether the browser tells that a video is ready. It is asked for its permission by the press, never before. */
export function Notifications() {
  const [wanted, setWanted] = useStored('notify', isBoolean);
  const [permission, setPermission] = useState(permitted);
  const change = async (next: boolean) => {
    if (!next) return setWanted(undefined);
    const answer = await Notification.requestPermission();
    setPermission(answer);
    if (answer === 'granted') setWanted(true);
  };
  return (
    <Section title="Notifications">
      <Switch
        label="Tell me when a video is ready"
        hint="While a page of the studio is open in this browser."
        checked={wanted === true && permission === 'granted'}
        unless={UNLESS[permission]}
        onChange={(next) => void change(next)}
      />
    </Section>
  );
}

type Permission = NotificationPermission | 'missing';

const UNLESS: Readonly<Partial<Record<Permission, string>>> = {
  denied:
    'Your browser blocks notifications of this site. Allow them in its settings for this site, then reload.',
  missing: 'This browser has no notifications. On an iPhone, add the studio to the home screen first.',
};

function permitted(): Permission {
  return 'Notification' in window ? Notification.permission : 'missing';
}
