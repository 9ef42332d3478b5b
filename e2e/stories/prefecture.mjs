// A prefecture's officer as the station between towns and office: who is late, a reminder, an answer sent back with a
// reason, the towns beside each other and the gap; and the coordinators' code, passed on on paper, that a coordinator
// without an account answers by, on her phone and then without scripts.
import assert from "node:assert/strict";
import { Person, PHONE, PLAIN } from "../lib/person.mjs";
import { answerEverything } from "../lib/questionnaire.mjs";

export const title = "a prefecture's officer: late towns, a reminder, a return, the gap, and the coordinators' code";
export const needs = [
  "POST /surveys/{survey}/collection/remind", "POST /surveys/{survey}/{code}/return", "GET /surveys/{survey}/matrix",
  "GET /surveys/{survey}/gap.csv", "GET /surveys/{survey}/links/{code}/sheet", "POST /answer/begin",
];

/** Of the cast (crates/site/src/demo/cast.rs): the officer, and one of her late towns with somebody to write to. */
const OFFICER = "yamanashi-officer";
const PREFECTURE = "山梨県";
const MAIL_OF_A_LATE_TOWN = "yuki@nambu.example.jp";
const REASON = "問5と問13の答えが合いません。どちらが正しいか確かめてください。";
const RESUME = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/;
const CODE = /\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/;

export default async function (run) {
  const her = await Person.at(run, OFFICER);
  const survey = await sheRemindsTheLate(her);
  const town = await sheSendsOneBack(her, survey);
  await sheSeesTheGap(her, survey, town);
  await theSameOnAPhone(run, survey);
  await theCoordinatorsAnswerByCode(run, her);
  await her.leave();
}

const figureOf = async (person, facet) => Number(/(\d+)\s*件?$/.exec((await person.main.locator(".facet-link", { hasText: facet }).first().innerText()).trim())?.[1]);

/** Only her own towns; whoever has nobody registered is counted, nobody is written to twice a day. */
async function sheRemindsTheLate(her) {
  await her.goto("/");
  await her.follow("調査", her.page.getByRole("navigation", { name: "全体メニュー" }));
  await her.follow(/令和8年度.*市町村票/);
  const survey = her.path;
  await her.follow(/回収室/);
  const late = await figureOf(her, "締切を過ぎて未提出");
  assert.ok(late > 0, "there are late towns");
  await her.follow(/締切を過ぎて未提出/);
  const rows = her.page.getByRole("region", { name: "回収の状態の表" }).locator("tbody tr");
  assert.equal(await rows.count(), late, "as many rows as the figure says");
  assert.ok((await rows.allInnerTexts()).every((row) => row.includes(PREFECTURE)), "her own towns only");
  await her.press("催促する");
  await her.sees(/\d+通の催促のメールを送りました/);
  await her.sees(/団体には、回答できる方の登録がありません/);
  await her.press("催促する");
  await her.sees(/今日すでに送っています/);
  const mail = await her.mail(MAIL_OF_A_LATE_TOWN, "調査への回答のお願い");
  assert.match(mail, new RegExp(`${survey}/193666`), "the mail leads to the town's page");
  return survey;
}

/** The first of her towns that has handed in. Without a reason nothing is returned; what she may not do has no button. */
async function sheSendsOneBack(her, survey) {
  await her.goto(`${survey}/collection?state=submitted`);
  const before = await figureOf(her, "差戻し");
  const link = her.page.getByRole("region", { name: "回収の状態の表" }).locator("tbody a").first();
  const name = await link.innerText();
  await her.follow(name, her.page.getByRole("region", { name: "回収の状態の表" }));
  const address = her.path;
  await her.hasNoButton("確定する");
  await her.hasNoButton("この回答の締切を延ばす");
  await her.press("差し戻す");
  await her.page.locator("main .field-wrong textarea[name=reason]").waitFor();
  await her.type("差戻しの理由", REASON);
  await her.press("差し戻す");
  await her.goto(address);
  await her.sees(REASON);
  await her.goto(`${survey}/collection`);
  assert.equal(await figureOf(her, "差戻し"), before + 1);
  // She looks, she does not write.
  await her.goto(`${address}/answer/s1`, 404);
  return name;
}

async function sheSeesTheGap(her, survey, town) {
  await her.goto(survey);
  await her.follow("市町村の一覧と課題の差を見る");
  await her.sees(/速報/);
  const row = her.page.getByRole("region", { name: "市町村の回答の表" }).locator("tbody tr", { hasText: town });
  assert.match(await row.innerText(), /差戻し/, "the town that was returned");
  await her.sees(/期待と受けている支援の差が最も大きいのは「.+」です/);
  await her.sees(/最優先の課題に、支援を受けていない市町村/);
  const gap = her.page.locator("section", { has: her.page.locator("#gap") });
  const first = gap.getByRole("region", { name: "課題と支援の差の表" }).locator("tbody tr").first();
  const [issue, ...figures] = (await first.innerText()).split("\t").map((words) => words.trim());
  const csv = (await her.save("CSV", gap)).toString("utf8");
  const line = csv.split("\r\n").find((candidate) => candidate.includes(issue) && candidate.includes(figures[1]));
  assert.ok(line, `「${issue}」 with ${figures[1]} % is in the CSV as on the page`);
  assert.ok(csv.includes("架空"), "the file says that its figures are invented");
}

/** The room and the matrix on a phone, and the door to another prefecture's town stays shut. */
async function theSameOnAPhone(run, survey) {
  const her = await Person.at(run, OFFICER, PHONE);
  await her.goto(`${survey}/collection`);
  await her.goto(`${survey}/matrix`);
  await her.goto(`${survey}/352128`, 404);
  await her.leave();
}

async function theCoordinatorsAnswerByCode(run, her) {
  await her.goto("/surveys");
  await her.follow(/令和8年度.*コーディネーター票/);
  await her.follow("コーディネーターへの案内へ");
  await her.follow(PREFECTURE);
  const link = her.path;
  const came = async () => {
    await her.goto(link);
    return /回収\s*(\d+人中)?(\d+)件/.exec((await her.words()).replaceAll(/\s+/g, " "))?.[2];
  };
  const before = Number(await came());
  await her.follow("渡す紙を見る・印刷する");
  const code = CODE.exec(await her.page.locator(".pass-on-code").innerText())?.[0];
  assert.ok(code, "the paper shows the code");

  const resume = await aCoordinatorBegins(run, code);
  await sheGoesOnElsewhere(run, resume);
  assert.equal(Number(await came()), before + 1, "the prefecture sees that one more has come");
  await her.seesNot("架空の答え");
}

/** On her phone: no account, no name; the code of her own is shown once. */
async function aCoordinatorBegins(run, code) {
  const one = await Person.at(run, undefined, PHONE);
  await one.goto("/answer");
  await one.page.locator("main input[name=code]").fill("ACDE-FGHJ");
  await one.press("進む");
  await one.page.locator("main .error-summary a[href='#code']").waitFor();
  await one.page.locator("main input[name=code]").fill(code.replace("-", "").toLowerCase());
  await one.press("進む");
  await one.sees("あなたの答えを見る人");
  await one.press("回答を始める");
  const resume = RESUME.exec(await one.page.locator(".code-shown").innerText())?.[0];
  assert.ok(resume, "a code to come back with");
  await one.follow("書き留めたので、回答へ進む");
  await one.goto(`${one.path}/answer/s1`);
  await answerEverything(one);
  assert.match(one.path, /\/submit$/);
  await one.leave();
  return resume;
}

/** In the office, without scripts: all is there, and it is handed in. */
async function sheGoesOnElsewhere(run, resume) {
  const one = await Person.at(run, undefined, PLAIN);
  await one.goto("/answer");
  await one.page.locator("main input[name=code]").fill(resume);
  await one.press("進む");
  await one.goto(`${one.path}/submit`);
  await one.sees("そろっています");
  await one.press("提出する");
  await one.sees(/受付番号/);
  await one.sees("メールは送っていません");
  await one.leave();
}
