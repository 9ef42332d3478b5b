// The survey's office from the room to the public page: who is missing, a longer deadline, workbooks that come back (one
// with a fault, named by its cell), accepting, an inquiry and its answer, a numbered data set, a table of one's own, and
// what a visitor then reads.
import assert from "node:assert/strict";
import { Person, PHONE, PLAIN } from "../lib/person.mjs";
import { fillIn, unzip } from "../lib/workbook.mjs";

export const title = "the survey's office: the room, a deadline, workbooks, an inquiry, a data set, a table made public";
export const needs = [
  "POST /surveys/{survey}/collection/extend", "POST /surveys/{survey}/collection/intakes", "POST /surveys/{survey}/{code}/accept",
  "POST /surveys/{survey}/{code}/questions/{question}/ask", "POST /surveys/{survey}/data-sets/final",
  "POST /surveys/{survey}/tables/{question}/publish", "GET /surveys/{survey}/published/{number}/{file}",
];

const OFFICE = "cooperation-office";
/** One of the cast (crates/site/src/demo/cast.rs) whose town has handed in. */
const ASKED = { person: "higashiomi-officer", mail: "akari@higashiomi.example.jp", code: "252131", question: "問8-1-2" };
const QUERY = "最優先の課題は、昨年度から変わりありませんか。";
const REPLY = "変わりありません。協議会で確かめました。";

export default async function (run) {
  const her = await Person.at(run, OFFICE);
  const survey = await sheSeesTheRoom(her);
  await sheGivesMoreTime(her, survey);
  const code = await workbooksComeBack(her, survey);
  await sheAccepts(her, `${survey}/${code}`);
  await sheAsksATown(run, her, survey);
  await sheCutsOnTheWay(her, survey);
  const page = await sheMakesATablePublic(her);
  await aVisitorReadsIt(run, page);
  await her.leave();
}

/** The figure of the whole country is what the prefectures add up to. */
async function sheSeesTheRoom(her) {
  await her.goto("/");
  await her.follow("調査", her.page.getByRole("navigation", { name: "全体メニュー" }));
  await her.follow(/令和8年度.*市町村票/);
  const survey = her.path;
  await her.follow(/回収室/);
  const figure = /回収 ([\d,]+) \/ ([\d,]+)（[\d.]+%）/.exec(await her.words());
  assert.ok(figure, "how many came, of how many");
  await her.page.getByText("都道府県ごとの回収を表で見る").click();
  const rows = await her.page.getByRole("region", { name: "都道府県ごとの回収の表" }).locator("tbody tr").allInnerTexts();
  const sum = (column) => rows.reduce((total, row) => total + Number(row.split("\t")[column].replaceAll(",", "")), 0);
  assert.equal(rows.length, 47);
  assert.deepEqual([sum(2), sum(1)].map((n) => n.toLocaleString("en")), [figure[1], figure[2]]);
  return survey;
}

/** For the towns of a prefecture that have not handed in; a day that is gone is refused, with what was typed. */
async function sheGivesMoreTime(her, survey) {
  await her.goto(`${survey}/collection?prefecture=180009&state=open`);
  const open = Number(/まだ提出していないのは(\d+)団体です/.exec(await her.words())?.[1]);
  assert.ok(open > 0, "towns that have not handed in");
  const due = async (year, month, day) => {
    await her.page.locator("main input[name=due-year]").fill(year);
    await her.page.locator("main input[name=due-month]").fill(month);
    await her.page.locator("main input[name=due-day]").fill(day);
    await her.press("まとめて締切を延ばす");
  };
  await due("令和8", "9", "1");
  await her.page.locator("main .field-error").first().waitFor();
  assert.equal(await her.page.locator("main input[name=due-year]").inputValue(), "令和8", "what was typed is still there");
  await due("令和８", "１２", "１８");
  await her.sees(`${open}団体の締切を延ばしました`);
  await her.sees("これまでにまとめて延ばした締切");
  await her.sees("12月18日");
}

/** Two sheets of towns whose answers were returned: one has words where a number belongs, one is good. */
async function workbooksComeBack(her, survey) {
  await her.goto(`${survey}/collection?state=returned&prefecture=040002`);
  const hrefs = await her.page.getByRole("region", { name: "回収の状態の表" }).locator("tbody a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  assert.ok(hrefs.length >= 2, "two towns to put right");
  const [bad, good] = hrefs.map((href) => href.split("/").pop());
  const sheet = async (code) => {
    const answer = await her.context.request.get(`${survey}/collection/sheets/${code}`);
    return answer.body();
  };
  const wrong = fillIn(await sheet(bad), { "q:q13_2": "たくさん" });
  const right = fillIn(await sheet(good), { "q:q13_2": "３" });
  await her.goto(`${survey}/collection/intakes`);
  await her.attach("返ってきた回答票", [{ name: "回答票（最終）.xlsx", bytes: wrong.bytes }, { name: "コピー ～ 回答票.xlsx", bytes: right.bytes }]);
  await her.press("取り込む前に確かめる");
  const rows = her.page.getByRole("region", { name: "回答票の表" }).locator("tbody tr");
  assert.equal(await rows.count(), 2);
  const intake = her.path;

  // The fault is named by sheet and cell, with what stands there; the copy to send back says it in the workbook itself.
  await her.follow("回答票（最終）.xlsx");
  const { sheet: title, cell } = wrong.cells["q:q13_2"];
  const fault = her.page.getByRole("region", { name: "直すところの表" }).locator("tbody tr");
  assert.equal(await fault.count(), 1);
  const words = await fault.innerText();
  for (const part of [title, cell, "問13-2", "たくさん"]) assert.ok(words.includes(part), `「${part}」 in 「${words}」`);
  await her.hasNoButton(/取り込んで提出とする/);
  const marked = unzip(await her.save("直すところを書き込んだ写しをダウンロードする"));
  const strings = marked.get("xl/sharedStrings.xml").toString("utf8");
  assert.ok(strings.includes("たくさん") && strings.includes("直すところ"), "the copy names what to put right");

  // What is good is taken in though another is not, and it is the answer from then on.
  await her.goto(intake);
  await her.press("1件を取り込む");
  await her.goto(`${survey}/${good}`);
  await her.sees("提出");
  await her.goto(`${survey}/${bad}`);
  await her.sees("差戻し");
  return good;
}

async function sheAccepts(her, address) {
  await her.goto(address);
  const state = () => her.page.locator("main .page-side .state").innerText();
  assert.equal(await state(), "提出");
  await her.press("確定する");
  await her.goto(address);
  assert.equal(await state(), "確定");
  await her.hasNoButton("確定する");
}

/** The town gets a mail, answers without scripts, and the office lays the matter aside. */
async function sheAsksATown(run, her, survey) {
  await her.goto(`${survey}/${ASKED.code}/answers`);
  const row = her.page.locator("main tr", { hasText: `${ASKED.question} ` });
  await row.getByRole("link").first().click();
  await her.page.waitForURL(/\/questions\//);
  const question = her.path;
  await her.press("団体に照会する");
  await her.page.locator("main .field-wrong textarea[name=text]").waitFor();
  await her.type("尋ねること", QUERY);
  await her.press("団体に照会する");
  await her.sees("回答待ち");

  const town = await Person.at(run, ASKED.person, { ...PLAIN, ...PHONE });
  const mail = await town.mail(ASKED.mail, "確認の依頼があります");
  assert.ok(mail.includes(QUERY), "the mail says what is asked");
  await town.goto(new URL(/https?:\/\/\S+\/inquiries\/\d+/.exec(mail)[0]).pathname);
  await town.type("返事", REPLY);
  await town.press("照会に回答する");
  await town.leave();

  await her.goto(question);
  await her.sees("回答あり");
  await her.follow(/照会/, her.page.getByRole("region", { name: "照会の表" }));
  await her.sees(REPLY);
  await her.press("済みにする");
  await her.sees("済み");
}

/** 中間締め: numbered, with a hash; collecting goes on. */
async function sheCutsOnTheWay(her, survey) {
  await her.goto(survey);
  await her.follow("締めたデータへ");
  const rows = her.page.getByRole("region", { name: "締めたデータの表" }).locator("tbody tr");
  const before = await rows.count();
  await her.type("添えることば", "中間報告に使う集計");
  await her.press("中間締めをする");
  await her.goto(`${survey}/data-sets`);
  assert.equal(await rows.count(), before + 1);
  await her.sees("中間報告に使う集計");
  await her.follow(/中間/, rows.first());
  await her.sees(/SHA-256|検証の値/);
}

/** The prefectures' survey is closed by its final data set; a table of it, as she wants it, becomes public. */
async function sheMakesATablePublic(her) {
  await her.goto("/surveys");
  await her.follow(/令和8年度.*都道府県票/);
  const survey = her.path;
  await her.follow("集計を見る");
  await her.follow(/問1 /);
  await her.sees("速報");
  await her.sees(/いまの状態（受付中）では公表できません/);
  await her.goto(`${survey}/data-sets`);
  // Who is missing stands before it; only there is the button.
  await her.hasNoButton("データを確定する");
  await her.follow("確かめて、データを確定する");
  await her.sees(/まだ提出していません/);
  await her.press("データを確定する");
  await her.goto(`${survey}/data-sets`);
  await her.sees("確定");

  await her.goto(`${survey}/tables`);
  await her.follow(/問1 /);
  await her.page.getByText("集計のしかたを変える").click();
  await her.main.locator("select[name=by]").first().selectOption({ index: 2 });
  await her.press("集計する");
  await her.seesNot("速報");
  const seen = await lines(her);
  await her.press("公表する");
  await her.sees(/1枚の表を公表しました/);
  await her.follow(/問1 /);
  const page = her.path;
  assert.match(page, /\/published\/\d+$/, "the page of the table");
  const shown = await lines(her);
  assert.deepEqual(shown[0], seen[0], "全体 as she saw it");
  // What is public shows groups of at least five: smaller ones are put together.
  assert.ok(shown.every(([, n]) => Number(n.replace("*", "")) >= 5), `every group has five: ${JSON.stringify(shown)}`);
  assert.ok(seen.filter(([, n]) => parseInt(n, 10) >= 5).every((line) => shown.some((one) => one.join() === line.join())), "the others are as she saw them");
  return page;
}

/** The first table's rows with figures: `[label, n, …]`, 全体 first. */
const lines = async (person) => person.main.locator("table.table-figures").first().locator("tbody tr:has(td)")
  .evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText.replaceAll(/（30に満たない）|\s/g, ""))));

/** Nobody in particular, on a phone, without scripts: the page, and every one of its figures in the CSV. */
async function aVisitorReadsIt(run, page) {
  const one = await Person.at(run, undefined, { ...PHONE, ...PLAIN });
  await one.goto("/surveys");
  await one.goto(page.replace(/\/\d+$/, ""));
  await one.main.locator(`a[href='${page}']`).click();
  await one.page.waitForURL((url) => url.pathname === page);
  const [row, n] = await one.main.locator("table.table-figures tbody tr", { hasText: /\d/ }).first().evaluate((tr) => [tr.cells[0].innerText.trim(), tr.cells[1].innerText.trim()]);
  const csv = await (await one.context.request.get(`${page}/data.csv`)).text();
  assert.ok(csv.split("\r\n").some((line) => line.includes(row) && line.split(",").includes(n)), `${row}, n=${n} is in the CSV`);
  assert.ok(csv.includes("架空"), "the file says that its figures are invented");
  // What is not published stays with those entitled.
  const survey = page.replace(/\/published\/\d+$/, "");
  for (const address of [`${survey}/tables`, `${survey}/collection`, `${survey}/data-sets`]) {
    const answer = await one.context.request.get(address, { maxRedirects: 0 });
    assert.ok([303, 401, 403, 404].includes(answer.status()), `${address} answers a visitor with ${answer.status()}`);
  }
  await one.leave();
}
