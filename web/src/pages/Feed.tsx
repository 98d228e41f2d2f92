export function Feed() {
  return (
    <>
      <title>Feed · Dailies</title>
      <h1>Feed</h1>
    </>
  );
}
