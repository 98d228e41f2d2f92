import { Link } from 'react-router';
import { Empty } from '../parts/Empty';

export function Nowhere() {
  return (
    <>
      <title>Nothing here · Dailies</title>
      <h1 className="unseen">Nothing here</h1>
      <Empty words="There is nothing at this address. It may have been deleted, or mistyped.">
        <Link to="/">To your studio</Link>
      </Empty>
    </>
  );
}
