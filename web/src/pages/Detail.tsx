export function Detail() {
  return (
    <>
      <title>Detail · Dailies</title>
      <h1>Detail</h1>
    </>
  );
}
