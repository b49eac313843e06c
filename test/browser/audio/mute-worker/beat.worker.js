// A worker that loads, listens, and never answers.
addEventListener('message', () => {});
