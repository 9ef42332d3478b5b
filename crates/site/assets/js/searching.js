// Beside the search box: words to go on with; and which hit was opened. Everything works without it.

const box = document.querySelector('input[data-suggest]');

if (box) {
  const list = document.createElement('datalist');
  list.id = 'suggested';
  box.after(list);
  box.setAttribute('list', list.id);
  let timer = 0;
  let asked = '';

  /** Asks for words once the typing rests; an answer that comes too late is left. */
  async function suggest() {
    const typed = box.value.trim();
    if (typed === asked || typed === '') return;
    asked = typed;
    try {
      const reply = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`, { headers: { accept: 'application/json' } });
      if (!reply.ok) return;
      const { words } = await reply.json();
      if (asked !== typed) return;
      list.replaceChildren(...words.map((word) => Object.assign(document.createElement('option'), { value: word })));
    } catch {
      // Without an answer there is nothing to offer.
    }
  }

  box.addEventListener('input', (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(suggest, 150);
  });
  box.addEventListener('compositionend', suggest);
}

for (const hits of document.querySelectorAll('[data-found]')) {
  hits.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-at]');
    if (!link) return;
    const query = new URLSearchParams({ q: hits.dataset.found, at: link.dataset.at });
    fetch(`/search/opened?${query}`, { keepalive: true }).catch(() => {});
  });
}
