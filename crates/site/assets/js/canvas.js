// 図で書く: a logic model as boxes and arrows, by mouse, touch and keyboard. What is changed is shown at once and stored behind it,
// one small change at a time; what others change comes in by itself. Everything works on the list page without it.

const canvas = document.querySelector('.canvas[data-plan]');
const arrows = canvas.querySelector('.canvas-arrows');
const tools = document.querySelector('.canvas-tools');
const says = document.querySelector('.canvas-says');
const plan = canvas.dataset.plan;
const LEVELS = ['activity', 'output', 'first', 'middle', 'final'];
const SVG = 'http://www.w3.org/2000/svg';
const LONGEST = 200;
const ASK_EVERY_MS = 5000;

/** The model as it is drawn: id → { id, level, words, note, to: Set }. Their order is that of the lists. */
const boxes = new Map();
let stamp = '';
let chosen = null;
/** The box an arrow is being drawn from. */
let from = null;
let editing = null;
/** Changes on their way; the picture of others waits for them. */
let under = Promise.resolve();
let waiting = 0;

const listOf = (level) => canvas.querySelector(`[data-level="${level}"] .canvas-boxes`);
const itemOf = (id) => document.getElementById(`box-${id}`);
const tell = (words) => { says.textContent = words; };

for (const item of canvas.querySelectorAll('.canvas-box')) {
  const id = Number(item.dataset.id);
  const level = item.closest('[data-level]').dataset.level;
  const to = new Set(item.dataset.to.split(' ').filter(Boolean).map(Number));
  boxes.set(id, { id, level, words: item.querySelector('.canvas-words').textContent, note: item.querySelector('.canvas-note')?.textContent ?? '', to });
}

/** An element for a box, made or brought up to date. */
function put(box) {
  let item = itemOf(box.id);
  if (!item) {
    item = Object.assign(document.createElement('li'), { className: 'canvas-box', id: `box-${box.id}` });
    item.dataset.id = box.id;
    item.append(Object.assign(document.createElement('a'), { className: 'canvas-words', href: `${plan}/boxes/${box.id}`, tabIndex: -1 }));
  }
  const words = item.querySelector('.canvas-words');
  if (words.textContent !== box.words) words.textContent = box.words;
  let note = item.querySelector('.canvas-note');
  if (box.note && !note) item.append((note = Object.assign(document.createElement('span'), { className: 'canvas-note' })));
  if (note) note.textContent = box.note;
  let leads = item.querySelector('.canvas-leads');
  const ends = [...box.to].map((id) => boxes.get(id)?.words).filter(Boolean).join('、');
  if (ends && !leads) item.append((leads = Object.assign(document.createElement('span'), { className: 'visually-hidden canvas-leads' })));
  if (leads) leads.textContent = ends ? `→ ${ends}` : '';
  return item;
}

/** Takes over what the server holds; what is being typed stays. */
function take(state) {
  stamp = state.stamp;
  const known = new Set(state.boxes.map((box) => box.id));
  for (const id of [...boxes.keys()]) {
    if (known.has(id)) continue;
    boxes.delete(id);
    itemOf(id)?.remove();
    if (chosen === id) choose(null);
    if (from === id) stopJoining();
  }
  // Only what became different is written anew: a model may hold three hundred boxes.
  const renamed = new Set(state.boxes.filter((box) => boxes.get(box.id)?.words !== box.words).map((box) => box.id));
  const other = (box) => {
    const was = boxes.get(box.id);
    const same = was && was.words === box.words && was.note === box.note && was.to.size === box.to.length && box.to.every((end) => was.to.has(end));
    return !same || box.to.some((end) => renamed.has(end));
  };
  const changed = new Set(state.boxes.filter(other).map((box) => box.id));
  for (const box of state.boxes) boxes.set(box.id, { ...box, to: new Set(box.to) });
  const lists = new Map(LEVELS.map((level) => [level, { list: listOf(level), next: listOf(level).firstElementChild }]));
  for (const { id, level } of state.boxes) {
    const item = editing !== id && (changed.has(id) || !itemOf(id)) ? put(boxes.get(id)) : itemOf(id);
    const place = lists.get(level);
    if (!item) continue;
    if (item === place.next) place.next = item.nextElementSibling;
    else place.list.insertBefore(item, place.next);
  }
  if (chosen === null) stop(canvas.querySelector('.canvas-box'));
  draw();
}

/** The one box that Tab leads to; the arrow keys lead on from there. */
let stopped = null;
function stop(item) {
  const words = item?.querySelector('.canvas-words') ?? null;
  if (words === stopped) return;
  if (stopped) stopped.tabIndex = -1;
  stopped = words;
  if (stopped) stopped.tabIndex = 0;
}

let frame = 0;
/** Arrow → its path, and what it was drawn as. */
const drawn = new Map();
/** Lights the arrows of the chosen box, and those only. */
function light(id, on) {
  if (id === null) return;
  for (const { path, ends } of drawn.values()) if (ends.includes(id)) path.setAttribute('class', on ? 'arrow arrow-lit' : 'arrow');
}

/** All arrows anew: first every place is read, then every path that became different is written. */
function draw() {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(() => {
    const ground = canvas.getBoundingClientRect();
    const [left, top] = [ground.left - canvas.scrollLeft, ground.top - canvas.scrollTop];
    const places = new Map();
    for (const id of boxes.keys()) {
      const place = itemOf(id)?.getBoundingClientRect();
      if (place) places.set(id, place);
    }
    const paths = new Map();
    for (const box of boxes.values()) {
      for (const end of box.to) {
        const [a, b] = [places.get(box.id), places.get(end)];
        if (!a || !b) continue;
        const aside = boxes.get(end).level === box.level;
        const [x1, y1] = [a.right - left, a.top + a.height / 2 - top];
        const [x2, y2] = [(aside ? b.right : b.left) - left, b.top + b.height / 2 - top];
        const reach = aside ? 34 : Math.max(30, (x2 - x1) * 0.4);
        paths.set(`${box.id} ${end}`, [`M${x1} ${y1}C${x1 + reach} ${y1} ${aside ? x2 + reach : x2 - reach} ${y2} ${x2} ${y2}`, aside ? `M${x2 + 7} ${y2 - 4}L${x2} ${y2}l7 4` : `M${x2 - 7} ${y2 - 4}L${x2} ${y2}l-7 4`, [box.id, end]]);
      }
    }
    const [width, height] = [canvas.scrollWidth, canvas.scrollHeight];
    if (Number(arrows.getAttribute('width')) !== width) arrows.setAttribute('width', width);
    if (Number(arrows.getAttribute('height')) !== height) arrows.setAttribute('height', height);
    for (const [key, { path }] of drawn) {
      if (paths.has(key)) continue;
      path.remove();
      drawn.delete(key);
    }
    for (const [key, [line, head, ends]] of paths) {
      const shape = `${line}${head}`;
      let known = drawn.get(key);
      if (!known) {
        const path = document.createElementNS(SVG, 'path');
        path.setAttribute('class', ends.includes(chosen) ? 'arrow arrow-lit' : 'arrow');
        arrows.append(path);
        drawn.set(key, (known = { path, ends, shape: '' }));
      }
      if (known.shape !== shape) known.path.setAttribute('d', (known.shape = shape));
    }
  });
}

function choose(id, focus = true) {
  if (chosen !== null) itemOf(chosen)?.classList.remove('is-chosen');
  light(chosen, false);
  chosen = id;
  light(chosen, true);
  const item = id === null ? null : itemOf(id);
  for (const button of tools.querySelectorAll('[data-do]')) {
    if (button.localName === 'button') button.disabled = !item;
    else if (item) button.href = `${plan}/boxes/${id}${button.dataset.do === 'remove' ? '/remove' : ''}`;
    else button.removeAttribute('href');
  }
  if (item) {
    item.classList.add('is-chosen');
    const words = item.querySelector('.canvas-words');
    stop(item);
    if (words && focus) words.focus();
    tools.querySelector('[data-do="before"]').disabled = boxes.get(id).level === LEVELS[0];
  }
}

/** Sends one change after the other; answers with what came back. Nothing that was typed is lost when the line is cut. */
function send(fields) {
  waiting += 1;
  const going = under.then(async () => {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
    for (let again = 0; ; again += 1) {
      try {
        const reply = await fetch(`${plan}/canvas`, { method: 'POST', body, headers: { accept: 'application/json' } });
        if (reply.headers.get('content-type')?.includes('json')) return { status: reply.status, ...(await reply.json()) };
        tell(reply.status === 403 || reply.redirected ? 'サインインが切れています。別の画面でサインインしてから、もう一度してください。' : 'いま保存できません。少し待って、もう一度してください。');
        return { status: reply.status };
      } catch {
        if (again === 5) {
          tell('つながらないので、最後の変更を保存できていません。つながったら、もう一度してください。');
          return { status: 0 };
        }
        tell('つながりません。もう一度送っています。');
        await new Promise((done) => setTimeout(done, 1000 * 2 ** again));
      }
    }
  });
  under = going.catch(() => {}).finally(() => { waiting -= 1; });
  return going.then((answer) => {
    const state = answer.state;
    if (answer.refused) tell(answer.refused);
    // Behind this change others wait: what the server holds is older than the picture.
    if (state && waiting <= 1) take(state);
    return answer;
  });
}

/** Opens the words of a box for typing. `then` gets what was typed; Esc gives nothing. */
function type(item, value, then) {
  const words = item.querySelector('.canvas-words');
  const field = Object.assign(document.createElement('textarea'), { className: 'input canvas-typing', value, maxLength: LONGEST, rows: 3 });
  field.setAttribute('aria-label', 'この箱のことば');
  words.hidden = true;
  words.after(field);
  field.focus();
  field.select();
  draw();
  let over = false;
  const close = (typed) => {
    if (over) return;
    over = true;
    editing = null;
    field.remove();
    words.hidden = false;
    then(typed);
    draw();
  };
  field.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      close(field.value.trim());
    } else if (event.key === 'Escape') {
      close(null);
    }
  });
  field.addEventListener('blur', () => close(field.value.trim()));
}

async function reword(id, offered) {
  const box = boxes.get(id);
  const was = box.words;
  editing = id;
  type(itemOf(id), offered ?? was, async (typed) => {
    choose(id);
    if (typed === null || typed === '' || typed === was) return;
    box.words = typed;
    put(box);
    draw();
    const answer = await send({ act: 'words', box: id, was, words: typed });
    if (answer.status !== 200 && !answer.state && boxes.has(id)) {
      // Not stored: the picture says what is, and what was typed stays in the field.
      boxes.get(id).words = was;
      put(boxes.get(id));
      reword(id, typed);
    } else if (answer.theirs) {
      tell(`そのあいだに、${answer.theirs.by}さんが「${answer.theirs.words}」に変えました。あなたのことばを欄に入れてあります。Enterで置きかえ、Escで相手のことばのままにします。`);
      reword(id, typed);
    } else if (answer.gone) {
      tell(`この箱は、ほかの方が消しました。あなたのことば：${typed}`);
    } else if (answer.status === 200) {
      tell('保存しました。');
    }
  });
}

/** A new box; `to`: what it leads to. */
function add(level, to = []) {
  const item = document.createElement('li');
  item.className = 'canvas-box';
  item.append(Object.assign(document.createElement('a'), { className: 'canvas-words' }));
  listOf(level).append(item);
  item.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  editing = -1;
  const key = [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  type(item, '', async (typed) => {
    if (!typed) {
      item.remove();
      choose(chosen);
      return;
    }
    item.querySelector('.canvas-words').textContent = typed;
    const answer = await send({ act: 'add', level, words: typed, to, form_key: key });
    item.remove();
    if (answer.made) {
      if (answer.state) take(answer.state);
      choose(answer.made);
      tell('箱を加えました。');
    } else if (answer.status !== 422) {
      tell(`保存できていません。あなたのことば：${typed}`);
    }
    draw();
  });
}

function startJoining(id) {
  from = id;
  itemOf(id).classList.add('is-from');
  canvas.classList.add('is-joining');
  tell(`「${boxes.get(id).words}」からつなぐ相手を選んでください。つながっている相手なら外れます。Escでやめます。`);
}

function stopJoining() {
  if (from !== null) itemOf(from)?.classList.remove('is-from');
  from = null;
  canvas.classList.remove('is-joining');
}

async function join(start, end) {
  stopJoining();
  if (start === end) return;
  // Whichever way it was drawn: arrows lead from what is done to what comes of it.
  const back = LEVELS.indexOf(boxes.get(start).level) > LEVELS.indexOf(boxes.get(end).level);
  const [a, b] = back ? [end, start] : [start, end];
  const on = !boxes.get(a).to.has(b);
  if (on) boxes.get(a).to.add(b);
  else boxes.get(a).to.delete(b);
  put(boxes.get(a));
  draw();
  const answer = await send({ act: on ? 'join' : 'part', box: a, to: b });
  if (answer.status === 200) tell(on ? 'つなぎました。' : '矢印を外しました。');
  else if (!answer.state) {
    if (on) boxes.get(a)?.to.delete(b);
    else boxes.get(a)?.to.add(b);
    draw();
  }
}

function move(id, up) {
  const item = itemOf(id);
  const other = up ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (up) other.before(item);
  else other.after(item);
  choose(id);
  draw();
  send({ act: up ? 'up' : 'down', box: id }).then((answer) => {
    if (answer.status === 200) tell('順番を変えました。');
    else stamp = '';
  });
}

/** The box beside: up and down in its column, left and right the nearest of the next column that has any. */
function beside(id, key) {
  const item = itemOf(id);
  if (key === 'ArrowUp') return item.previousElementSibling;
  if (key === 'ArrowDown') return item.nextElementSibling;
  const step = key === 'ArrowRight' ? 1 : -1;
  const here = item.getBoundingClientRect();
  for (let at = LEVELS.indexOf(boxes.get(id).level) + step; at >= 0 && at < LEVELS.length; at += step) {
    const items = [...listOf(LEVELS[at]).children];
    const away = (one) => Math.abs(one.getBoundingClientRect().top - here.top);
    if (items.length > 0) return items.reduce((best, one) => (away(one) < away(best) ? one : best));
  }
  return null;
}

const DO = {
  words: (id) => reword(id),
  join: (id) => (from === null ? startJoining(id) : stopJoining()),
  before: (id) => add(LEVELS[LEVELS.indexOf(boxes.get(id).level) - 1], [id]),
  add: (id) => add(boxes.get(id).level, [...boxes.get(id).to]),
  up: (id) => move(id, true),
  down: (id) => move(id, false),
};

tools.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-do]');
  if (button && chosen !== null) DO[button.dataset.do](chosen);
});

canvas.addEventListener('click', (event) => {
  const more = event.target.closest('[data-add]');
  if (more) {
    event.preventDefault();
    add(more.dataset.add);
    return;
  }
  const item = event.target.closest('.canvas-box[data-id]');
  if (!item || event.target.localName === 'textarea') return;
  event.preventDefault();
  const id = Number(item.dataset.id);
  if (from !== null) {
    join(from, id);
    choose(id);
  } else if (chosen === id) {
    reword(id);
  } else {
    choose(id);
  }
});

canvas.addEventListener('focusin', (event) => {
  const item = event.target.closest('.canvas-box[data-id]');
  if (item && event.target.matches('.canvas-words') && chosen !== Number(item.dataset.id)) choose(Number(item.dataset.id), false);
});

canvas.addEventListener('keydown', (event) => {
  const item = event.target.closest('.canvas-box[data-id]');
  if (event.key === 'Escape' && from !== null) {
    stopJoining();
    tell('つなぐのをやめました。');
    return;
  }
  if (!item || event.isComposing || event.ctrlKey || event.metaKey) return;
  const id = Number(item.dataset.id);
  if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    move(id, event.key === 'ArrowUp');
  } else if (event.altKey) {
    return;
  } else if (event.key.startsWith('Arrow')) {
    const next = beside(id, event.key);
    if (next?.dataset.id) choose(Number(next.dataset.id));
  } else if (event.key === 'Enter' || event.key === ' ') {
    if (from !== null) join(from, id);
    else reword(id);
  } else if (event.key === 'l' || event.key === 'L') {
    DO.join(id);
  } else if (event.key === 'n' || event.key === 'N') {
    DO.add(id);
  } else if ((event.key === 'b' || event.key === 'B') && boxes.get(id).level !== LEVELS[0]) {
    DO.before(id);
  } else if (event.key === 'd' || event.key === 'D') {
    location.href = `${plan}/boxes/${id}`;
  } else {
    return;
  }
  event.preventDefault();
});

// An arrow drawn by hand: from the edge of a box to another one. A finger scrolls; it joins by the button.
let drag = null;
canvas.addEventListener('pointerdown', (event) => {
  const item = event.target.closest('.canvas-box[data-id]');
  if (!item || event.pointerType === 'touch' || event.button !== 0 || event.target.localName === 'textarea') return;
  const place = item.getBoundingClientRect();
  if (place.right - event.clientX > 24) return;
  event.preventDefault();
  const ghost = document.createElementNS(SVG, 'path');
  ghost.setAttribute('class', 'arrow arrow-ghost');
  drag = { id: Number(item.dataset.id), ghost, moved: false, x: place.right, y: place.top + place.height / 2 };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener('pointermove', (event) => {
  if (!drag) return;
  if (!drag.moved) arrows.after((drag.layer = arrows.cloneNode(false)));
  drag.moved = true;
  drag.layer.replaceChildren(drag.ghost);
  const ground = canvas.getBoundingClientRect();
  const [left, top] = [ground.left - canvas.scrollLeft, ground.top - canvas.scrollTop];
  drag.ghost.setAttribute('d', `M${drag.x - left} ${drag.y - top}L${event.clientX - left} ${event.clientY - top}`);
});
canvas.addEventListener('pointerup', (event) => {
  if (!drag) return;
  const { id, moved, layer } = drag;
  drag = null;
  layer?.remove();
  const end = document.elementFromPoint(event.clientX, event.clientY)?.closest('.canvas-box[data-id]');
  if (moved && end && Number(end.dataset.id) !== id) join(id, Number(end.dataset.id));
});

/** Whoever left the desk is not kept signed in by an open page. */
let touched = Date.now();
for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => { touched = Date.now(); });
const LEFT_MS = 10 * 60_000;
addEventListener('beforeunload', (event) => { if (waiting > 0 || editing !== null) event.preventDefault(); });

/** What others did meanwhile; never while something of ours is on its way or being typed. */
async function ask() {
  if (document.hidden || waiting > 0 || editing !== null || drag || Date.now() - touched > LEFT_MS) return;
  try {
    const reply = await fetch(`${plan}/canvas.json?seen=${stamp}`, { headers: { accept: 'application/json' } });
    if (!reply.headers.get('content-type')?.includes('json')) {
      tell('サインインが切れています。別の画面でサインインしてから、この画面を開きなおしてください。');
      return;
    }
    if (!reply.ok) return;
    const state = await reply.json();
    if (state.same || waiting > 0 || editing !== null) return;
    const first = stamp === '';
    take(state);
    if (!first) tell('ほかの方の変更を取り込みました。');
  } catch {
    // The next time.
  }
}

tools.hidden = false;
document.querySelector('.canvas-help').hidden = false;
choose(null);
for (const item of canvas.querySelectorAll('.canvas-words')) item.tabIndex = -1;
stop(canvas.querySelector('.canvas-box'));
addEventListener('resize', draw);
document.fonts?.ready.then(draw);
setInterval(ask, ASK_EVERY_MS);
ask();
draw();
