// The form of one section of a survey: keeps what is typed, hides what is not asked. Everything works without it:
// the button sends the same form.

const form = document.querySelector('form[data-autosave]');

/** Questions and rows that are not asked step aside; the server says which. */
function show(asked) {
  for (const part of document.querySelectorAll('[data-question], [data-row]')) {
    const name = part.dataset.question ?? part.dataset.row;
    if (asked) part.toggleAttribute('data-not-asked', !asked.includes(name));
    part.hidden = part.hasAttribute('data-not-asked');
  }
}

/** Sentences at their fields; none takes an old one away. */
function tell(errors) {
  for (const part of document.querySelectorAll('[data-question]')) {
    const sentence = errors[part.dataset.question] ?? '';
    const place = document.getElementById(`${part.dataset.question}-error`);
    part.classList.toggle('field-wrong', sentence !== '');
    if (!place) continue;
    place.hidden = sentence === '';
    place.querySelector('[data-error]').textContent = sentence;
  }
}

/** 「取り組んでいるものはない」 and the others take each other's tick away. */
function alone(box) {
  if (!box.matches('input[type=checkbox]') || !box.checked) return;
  for (const other of form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(box.name)}"]`)) {
    if (other !== box && (box.hasAttribute('data-exclusive') || other.hasAttribute('data-exclusive'))) other.checked = false;
  }
}

if (form) {
  const saved = form.querySelector('[data-saved]');
  let timer = 0;
  let running = false;
  let again = false;
  /** Something was typed that is not on its way yet. */
  let pending = false;
  /** Something stands here that is not kept anywhere. */
  let lost = false;
  let leaving = false;

  const send = (options) =>
    fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      headers: { accept: 'application/json' },
      ...options,
    });

  const save = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    pending = false;
    try {
      const said = await (await send()).json();
      for (const [question, mark] of Object.entries(said.seen ?? {})) {
        const field = form.elements.namedItem(`${question}.seen`);
        if (field) field.value = mark;
      }
      if (said.base) form.elements.namedItem('base').value = said.base;
      if (said.asked) show(said.asked);
      tell(said.errors ?? {});
      lost = said.lost ?? false;
      saved.textContent = said.sentence ?? '';
    } catch {
      pending = true;
      lost = true;
      saved.textContent = 'いまは自動で保存できません。入力は画面に残っています。下のボタンで保存してください。';
    } finally {
      running = false;
      if (again) {
        again = false;
        later();
      }
    }
  };
  const later = () => {
    pending = true;
    clearTimeout(timer);
    timer = setTimeout(save, 1200);
  };

  show();
  form.addEventListener('change', (event) => {
    alone(event.target);
    later();
  });
  form.addEventListener('input', later);
  form.addEventListener('submit', () => {
    leaving = true;
    clearTimeout(timer);
  });
  // Whoever goes to another page at once takes the last words along; what is kept nowhere is asked about.
  const flush = () => {
    if (!pending || leaving) return;
    pending = false;
    clearTimeout(timer);
    send({ keepalive: true }).catch(() => {});
  };
  addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') flush();
  });
  addEventListener('beforeunload', (event) => {
    if (lost && !leaving) event.preventDefault();
  });
}
