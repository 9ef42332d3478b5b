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

  const save = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      const body = new URLSearchParams(new FormData(form));
      const reply = await fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' } });
      const said = await reply.json();
      for (const [question, mark] of Object.entries(said.seen ?? {})) {
        const field = form.elements.namedItem(`${question}.seen`);
        if (field) field.value = mark;
      }
      if (said.base) form.elements.namedItem('base').value = said.base;
      if (said.asked) show(said.asked);
      tell(said.errors ?? {});
      saved.textContent = said.sentence ?? '';
    } catch {
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
    clearTimeout(timer);
    timer = setTimeout(save, 1200);
  };

  show();
  form.addEventListener('change', (event) => {
    alone(event.target);
    later();
  });
  form.addEventListener('submit', () => clearTimeout(timer));
}
