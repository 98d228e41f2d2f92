export function Credits() {
  return (
    <>
      <title>Credits · Dailies</title>
      <h1>Credits</h1>
    </>
  );
}
