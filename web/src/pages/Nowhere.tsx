import { Empty } from '../parts/Empty';
import { LinkButton } from '../ui/LinkButton';

export function Nowhere() {
  return (
    <>
      <title>Nothing here · Dailies</title>
      <h1 className="unseen">Nothing here</h1>
      <Empty words="There is nothing at this address. It may have been deleted, or mistyped.">
        <LinkButton to="/">To your studio</LinkButton>
      </Empty>
    </>
  );
}
