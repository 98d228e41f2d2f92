import { Button } from '../../ui/Button';

interface OlderProps {
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
}

/** The way to what came before, while there is more. */
export function Older({ list }: OlderProps) {
  if (!list.hasNextPage) return null;
  return (
    <Button busy={list.isFetchingNextPage ? 'Loading' : undefined} onClick={() => void list.fetchNextPage()}>
      Show older
    </Button>
  );
}
