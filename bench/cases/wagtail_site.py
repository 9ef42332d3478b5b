"""The peer of bench/cases/run: a Wagtail site with the same cases, a list with the same facets, counts and lines.

    python wagtail_site.py fill CASES.jsonl FOLDER     makes FOLDER/wagtail.db
    gunicorn wagtail_site:application                  serves it (FOLDER in WAGTAIL_FOLDER)

As a Wagtail developer would write it: pages in the tree, tags in a table of their own with an index, counts by the database in one
query per facet, templates compiled once, no debugging, sessions and admin left out of the way.
"""

import json
import os
import sys

import django
from django.conf import settings

FOLDER = sys.argv[3] if __name__ == "__main__" else os.environ["WAGTAIL_FOLDER"]
LIST = """<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>取組事例</title></head><body><main>
<h1>取組事例</h1><p>{{ total }}件</p><form action="" method="get">{% for facet, values in facets %}<fieldset><legend>{{ facet }}</legend>
{% for value in values %}<label><input type="checkbox" name="{{ facet }}" value="{{ value.tag }}"{% if value.tag in value.chosen %} checked{% endif %}>
{{ value.tag }} ({{ value.things }})</label>{% endfor %}</fieldset>{% endfor %}<button>絞り込む</button></form>
<ul>{% for case in cases %}<li><a href="{{ case.url_path }}">{{ case.title }}</a><p>{{ case.summary }}</p><p>{{ case.prefecture }} {{ case.town }}</p>
<p>{% for tag in case.tags.all %}{{ tag.tag }} {% endfor %}</p></li>{% endfor %}</ul>
{% if cases.has_next %}<a href="?page={{ cases.next_page_number }}">次へ</a>{% endif %}</main></body></html>"""

settings.configure(
    SECRET_KEY="bench", DEBUG=False, DEBUG_PROPAGATE_EXCEPTIONS=True, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, WAGTAIL_SITE_NAME="bench",
    WAGTAILADMIN_BASE_URL="http://127.0.0.1", USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(FOLDER, "wagtail.db"), "CONN_MAX_AGE": None}},
    INSTALLED_APPS=["wagtail.users", "wagtail.images", "wagtail.documents", "wagtail.admin", "wagtail.search", "wagtail", "taggit",
                    "modelcluster", "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {
        "loaders": [("django.template.loaders.locmem.Loader", {"list.html": LIST})]}}],
    MIDDLEWARE=[], STATIC_URL="/static/",
)
django.setup()

from django.core.paginator import Paginator  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.urls import include, path  # noqa: E402
from modelcluster.fields import ParentalKey  # noqa: E402
from wagtail import urls as wagtail_urls  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

FACETS = ["trouble", "scene", "content", "cooperation", "class", "key_person"]


class CaseListPage(Page):
    template = "list.html"

    class Meta:
        app_label = "wagtailcore"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        chosen = {facet: request.GET.getlist(facet) for facet in FACETS if request.GET.getlist(facet)}

        def narrowed(but):
            cases = CasePage.objects.live()
            for facet, values in chosen.items():
                if facet != but:
                    cases = cases.filter(pk__in=CaseTag.objects.filter(kind=facet, tag__in=values).values("case_id"))
            return cases

        facets = []
        for facet in FACETS:
            counted = CaseTag.objects.filter(kind=facet, case_id__in=narrowed(facet).values("pk"))
            values = counted.values("tag").annotate(things=Count("case_id")).order_by("-things", "tag")
            facets.append((facet, [{**value, "chosen": chosen.get(facet, [])} for value in values]))
        cases = narrowed(None).order_by("-first_published_at").prefetch_related("tags")
        page = Paginator(cases, 20).get_page(request.GET.get("page"))
        context.update(facets=facets, cases=page, total=page.paginator.count)
        return context


class CasePage(Page):
    summary = models.TextField()
    trouble = models.TextField()
    background = models.TextField()
    outline = models.TextField()
    effects = models.TextField()
    town = models.CharField(max_length=60)
    prefecture = models.CharField(max_length=20, db_index=True)

    class Meta:
        app_label = "wagtailcore"


class CaseTag(models.Model):
    case = ParentalKey(CasePage, on_delete=models.CASCADE, related_name="tags")
    kind = models.CharField(max_length=20)
    tag = models.CharField(max_length=60)

    class Meta:
        app_label = "wagtailcore"
        indexes = [models.Index(fields=["kind", "tag", "case"], name="by_tag")]


urlpatterns = [path("", include(wagtail_urls))]


def fill(source):
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (CaseListPage, CasePage, CaseTag):
            editor.create_model(model)
    root = Page.get_first_root_node()
    listing = root.add_child(instance=CaseListPage(title="cases", slug="list-of-cases"))
    Site.objects.update(root_page=root)
    Site.clear_site_root_paths_cache()
    Site.objects.all().delete()
    Site.objects.create(hostname="127.0.0.1", root_page=listing, is_default_site=True)
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(CasePage)
    now = timezone.now()
    tags, number = [], 0
    # One row of the tree each, as add_child makes them, without its queries.
    from django.db import transaction

    with transaction.atomic(), open(source, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            case = json.loads(line)
            page = CasePage(
                title=case["title"][:250], slug=f"c{number}", content_type=kind, live=True, first_published_at=now - timezone.timedelta(minutes=number),
                depth=listing.depth + 1, path=CasePage._get_path(listing.path, listing.depth + 1, number), numchild=0,
                url_path=f"{listing.url_path}c{number}/", locale=listing.locale, draft_title=case["title"][:250],
                **{name: case[name] for name in ("summary", "trouble", "background", "outline", "effects", "town", "prefecture")})
            page.save_base()
            tags += [CaseTag(case=page, kind=kind_of, tag=tag) for kind_of, tag in case["tags"]]
        CaseTag.objects.bulk_create(tags, batch_size=500)
        Page.objects.filter(pk=listing.pk).update(numchild=number)
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    print(f"{number} cases in Wagtail")


if __name__ == "__main__":
    # The models belong to this file under one name, whoever runs it.
    sys.modules.setdefault("wagtail_site", sys.modules["__main__"])
    fill(sys.argv[2])
else:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
