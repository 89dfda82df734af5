using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sae.Tests;
using SparseAutoencoders.Dashboard.Report;
using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Showing;
using SparseAutoencoders.Dashboard.Tests.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Browser;

/// <summary>Rows with captions and labels: texts whose numbers say nothing to people.</summary>
public sealed class TextTests(BrowserFixture browser) : IAsyncLifetime
{
    private const string Markup = "<script>window.taken = 1</script> & \"quoted\" <img src=x onerror='window.taken = 1'>";

    private static readonly string[] Kinds = ["animal", "tool", "<b>plant</b>", "שלום"];

    private readonly TemporaryFolder _folder = new();
    private IRows _rows = null!;
    private Subject _subject = null!;
    private DashboardServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _rows = Models.Rows(200).WithCaptions([.. Enumerable.Range(0, 200).Select(Caption)]).WithLabels([.. Enumerable.Range(0, 200).Select(row => row == 2 ? "" : Kinds[row % 4])]);
        Models.TrainFewCodes(_rows).Save(_folder["t.safetensors"]);
        _subject = Subject.OfModel(_folder["t.safetensors"], _rows);
        _subject.Complete();
        _server = await DashboardServer.StartAsync(new ShownSubjects(_subject), new ServerOptions { Port = 0 });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _subject.Dispose();
        _rows.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Rows_are_texts_with_their_labels_and_lead_to_the_whole_text()
    {
        await using var window = await browser.OpenAsync();
        await window.GoAsync(_server.Address + "rows");
        var cards = window.Page.Locator(".texts .card");
        Assert.Equal(60, await cards.CountAsync());
        Assert.Equal(Markup, await cards.Nth(0).Locator(".text").InnerTextAsync());
        Assert.Equal("label <b>plant</b>", await cards.Nth(6).Locator(".tag").TextContentAsync());
        Assert.Equal(0, await cards.Nth(2).Locator(".tag").CountAsync());
        Assert.Equal("row 3", await cards.Nth(3).Locator(".number").InnerTextAsync());
        Assert.Equal(0, await cards.Nth(3).Locator(".text").CountAsync());
        Assert.StartsWith("score ", await cards.Nth(0).Locator(".caption").InnerTextAsync(), StringComparison.Ordinal);
        // A text from right to left stands at the right, and an override ends with its text.
        Assert.Equal("rtl", await cards.Nth(4).Locator(".text").EvaluateAsync<string>("text => getComputedStyle(text).direction"));
        Assert.Equal("isolate", await cards.Nth(5).Locator(".text").EvaluateAsync<string>("text => getComputedStyle(text).unicodeBidi"));
        // A long one takes no more lines than others.
        Assert.InRange((await cards.Nth(1).BoundingBoxAsync())!.Height, 50, 200);
        Assert.True(await window.Page.EvaluateAsync<bool>("() => window.taken === undefined"));
        foreach (var (width, dark, rules) in ((int, bool, string)[])[(1280, false, "all"), (390, true, "color-contrast")])
        {
            await window.Page.SetViewportSizeAsync(width, 900);
            await window.Page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            await window.IsSoundAsync(_server.Address, rules);
            await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, $"texts-rows-{width}-{(dark ? "dark" : "light")}.png"), FullPage = true });
        }

        await cards.Nth(1).ClickAsync();
        await Assertions.Expect(window.Page.Locator(".full")).ToHaveTextAsync(Caption(1));
        await Assertions.Expect(window.Page.Locator(".about .tag")).ToContainTextAsync("tool");
        await window.IsSoundAsync(_server.Address, "color-contrast");
        await window.GoAsync(_server.Address + "row/0");
        Assert.Equal(Markup, await window.Page.Locator(".full").InnerTextAsync());
        Assert.True(await window.Page.EvaluateAsync<bool>("() => window.taken === undefined"));
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "texts-row-390-dark.png"), FullPage = true });
    }

    [Fact]
    public async Task Rows_are_searched_by_words_and_by_label_and_the_address_holds_both()
    {
        await using var window = await browser.OpenAsync();
        await window.GoAsync(_server.Address + "rows");
        await window.Page.GetByLabel("With the words").FillAsync("FAST 1");
        await window.Page.GetByLabel("With the words").PressAsync("Enter");
        await Assertions.Expect(window.Page).ToHaveURLAsync(Ends("rows?words=FAST%201"));
        var found = Enumerable.Range(0, 200).Where(row => Caption(row).Contains("fast", StringComparison.Ordinal) && Caption(row).Contains('1', StringComparison.Ordinal)).ToArray();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync($"{found.Length} rows with “FAST 1”, all of these words, in the caption.");
        Assert.Equal(found.Take(60).Select(row => $"row {row}"), await window.Page.Locator(".card .number").AllTextContentsAsync());
        Assert.Equal(["1", "fast"], (await window.Page.Locator(".card mark").AllTextContentsAsync()).Distinct().Order());

        await window.Page.GetByLabel("Label").SelectOptionAsync("<b>plant</b>");
        await Assertions.Expect(window.Page).ToHaveURLAsync(Ends("rows?words=FAST%201&label=%3Cb%3Eplant%3C%2Fb%3E"));
        await window.Page.GetByLabel("Order").SelectOptionAsync("score");
        await Assertions.Expect(window.Page).ToHaveURLAsync(Ends("rows?order=score&words=FAST%201&label=%3Cb%3Eplant%3C%2Fb%3E"));
        var both = found.Where(row => row % 4 == 2).ToHashSet();
        await Assertions.Expect(window.Page.Locator(".card")).ToHaveCountAsync(both.Count);
        // As many before they are put in order as after.
        await Assertions.Expect(window.Page.Locator(".card .number")).ToHaveTextAsync([.. _subject.Now.Findings!.Scores.Where(row => both.Contains(row.Row)).Select(row => $"row {row.Row}")]);
        await window.IsSoundAsync(_server.Address, "all");
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "texts-found-1280-light.png"), FullPage = true });

        await window.Page.GetByLabel("With the words").FillAsync("nothing of the kind");
        await window.Page.GetByLabel("With the words").PressAsync("Enter");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("No row with “nothing of the kind”");
        await window.IsSoundAsync(_server.Address);
    }

    [Fact]
    public async Task A_search_works_without_scripts_and_what_was_asked_is_shown_as_text()
    {
        using var client = new HttpClient();
        async Task<string> GetAsync(string path) => await client.GetStringAsync(new Uri(_server.Address + path), TestContext.Current.CancellationToken);
        var page = await GetAsync("rows?order=&words=fast&label=animal");
        Assert.Matches("<form class=\"controls\" method=\"get\" action=\"rows\"", page);
        Assert.Matches("name=\"words\"[^>]*value=\"fast\"", page);
        Assert.Matches("<option value=\"animal\" selected[^>]*>animal \\(50\\)</option>", page);
        Assert.Equal(Enumerable.Range(0, 200).Count(row => row % 4 == 0 && Caption(row).Contains("fast", StringComparison.Ordinal)), Regex.Count(page, "class=\"card\""));
        var hostile = await GetAsync("rows?words=" + Uri.EscapeDataString("\"><script>alert(1)</script>") + "&label=" + Uri.EscapeDataString("</option><script>alert(2)</script>"));
        Assert.DoesNotMatch("<script>alert", hostile);
        Assert.Contains("</option><script>alert(2)</script>", WebUtility.HtmlDecode(hostile), StringComparison.Ordinal);
        Assert.Contains("No row with", hostile, StringComparison.Ordinal);
        // The next page of what was found holds the search.
        Assert.Contains("href=\"rows?words=fast&amp;from=60\"", await GetAsync("rows?words=fast"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_holds_the_captions_of_the_rows_it_shows_cut_and_as_text()
    {
        await ReportFile.WriteAsync(_folder["r.html"], new ShownSubjects(_subject), new ReportOptions { Rows = 4, Units = 2 });
        var text = await File.ReadAllTextAsync(_folder["r.html"], TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script>window", text, StringComparison.Ordinal);
        await using var window = await browser.OpenAsync(width: 390, offline: true);
        var address = new Uri(_folder["r.html"]).AbsoluteUri;
        await window.GoAsync(address + "#rows");
        Assert.Equal(Markup, await window.Page.Locator("#rows .card .text").First.InnerTextAsync());
        await window.IsSoundAsync("file:");
        await window.GoAsync(address + "#row-50");
        Assert.Equal(Caption(50), await window.Page.Locator("#row-50 .full").InnerTextAsync());
        await window.IsSoundAsync("file:", "color-contrast");
        Assert.True(await window.Page.EvaluateAsync<bool>("() => window.taken === undefined"));
    }

    [Fact]
    public async Task Images_have_their_caption_below_and_tables_with_labels_alone_a_column()
    {
        using var images = browser.Rows.Slice(0, 30).WithCaptions([.. Enumerable.Range(0, 30).Select(row => row == 7 ? "" : $"picture {row} {Markup}")]).WithLabels([.. Enumerable.Range(0, 30).Select(row => $"{row % 10}")]);
        using var shown = Subject.OfModel(browser.Model, images);
        await using var server = await DashboardServer.StartAsync(new ShownSubjects(shown), new ServerOptions { Port = 0 });
        await using var window = await browser.OpenAsync(width: 390);
        await window.GoAsync(server.Address + "rows?words=picture&label=3");
        Assert.Equal(3, await window.Page.Locator(".tiles.rows .tile").CountAsync());
        Assert.Equal("picture", await window.Page.Locator(".tile mark").First.InnerTextAsync());
        await window.IsSoundAsync(server.Address, "color-contrast");
        await window.GoAsync(server.Address + "row/3");
        Assert.Equal($"picture 3 {Markup}", await window.Page.Locator(".full").InnerTextAsync());

        using var labelled = Models.Rows(30).WithLabels([.. Enumerable.Range(0, 30).Select(row => Kinds[row % 4])]);
        using var table = Subject.OfModel(_folder["t.safetensors"], labelled);
        await using var second = await DashboardServer.StartAsync(new ShownSubjects(table), new ServerOptions { Port = 0 });
        await using var beside = await browser.OpenAsync(width: 390);
        await beside.GoAsync(second.Address + "rows");
        Assert.Equal(["row", "label", "score"], (await beside.Page.Locator(".values thead th").AllTextContentsAsync()).Take(3));
        Assert.Equal(0, await beside.Page.GetByLabel("With the words").CountAsync());
        await beside.IsSoundAsync(second.Address, "color-contrast");
    }

    private async Task<(Subject Subject, DashboardServer Server)> ThemesAsync()
    {
        var rows = Models.TextRows();
        Models.TrainThemes(rows).Save(_folder["themes.safetensors"]);
        var subject = Subject.OfModel(_folder["themes.safetensors"], rows);
        subject.Complete();
        return (subject, await DashboardServer.StartAsync(new ShownSubjects(subject), new ServerOptions { Port = 0 }));
    }

    [Fact]
    public async Task A_units_page_says_its_words_and_labels_and_marks_the_words_in_its_rows()
    {
        var (subject, server) = await ThemesAsync();
        using var closing = subject;
        await using var open = server;
        var unit = subject.Now.Meanings!.Units.Where(unit => unit.Label is not null).MaxBy(unit => unit.Words.Count)!;
        await using var window = await browser.OpenAsync();
        await window.GoAsync($"{server.Address}unit/{unit.Unit}");
        Assert.Equal(unit.Words.Select(word => word.Word), await window.Page.Locator(".chips bdi").AllTextContentsAsync());
        Assert.Equal(unit.Labels.Select(label => label.Label), await window.Page.Locator(".shares-of .name").AllTextContentsAsync());
        Assert.Contains(unit.Label!.Label, await window.Page.Locator(".told").InnerTextAsync(), StringComparison.Ordinal);
        // Bars are as long as the shares they stand for, the longest filling its room.
        var lengths = (await window.Page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('.shares-of rect')].map(bar => Number(bar.getAttribute('width')))"))!;
        var shares = unit.Labels.SelectMany(label => new[] { label.Share, label.ShareOfAll }).ToArray();
        Assert.All(lengths.Zip(shares), pair => Assert.Equal(100 * pair.Second / shares.Max(), pair.First, 0.011));
        var marked = await window.Page.Locator("mark").AllTextContentsAsync();
        Assert.NotEmpty(marked);
        Assert.Superset(marked.ToHashSet(), unit.Words.Select(word => word.Word).ToHashSet());
        foreach (var (width, dark, rules) in ((int, bool, string)[])[(1280, false, "all"), (390, true, "color-contrast")])
        {
            await window.Page.SetViewportSizeAsync(width, 900);
            await window.Page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            await window.IsSoundAsync(server.Address, rules);
            await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, $"texts-unit-{width}-{(dark ? "dark" : "light")}.png"), FullPage = true });
        }
        // Rows say what their units stand for.
        var row = subject.Now.Findings!.Units[unit.Unit].Top[0].Row;
        await window.GoAsync($"{server.Address}row/{row}");
        Assert.Contains(unit.Words[0].Word, await window.Page.Locator(".codes").InnerTextAsync(), StringComparison.Ordinal);
        await window.IsSoundAsync(server.Address, "color-contrast");
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "texts-code-390-dark.png"), FullPage = true });
    }

    [Fact]
    public async Task Units_are_shown_by_their_words_and_found_by_them_on_pages_and_in_a_report()
    {
        var (subject, server) = await ThemesAsync();
        using var closing = subject;
        await using var open = server;
        var meanings = subject.Now.Meanings!;
        var unit = meanings.Units.Where(unit => unit.Label is not null).MaxBy(unit => unit.Words.Count)!;
        var (word, label) = (unit.Words[0].Word, unit.Label!.Label);
        var having = meanings.Units.Where(other => other.Words.Any(own => own.Word.Contains(word, StringComparison.Ordinal))).ToArray();
        await using var window = await browser.OpenAsync();
        await window.GoAsync(server.Address + "units");
        var tiles = window.Page.Locator(".tiles .tile");
        Assert.Equal(unit.Words.Take(5).Select(own => own.Word), await tiles.Nth(unit.Unit).Locator(".means bdi").AllTextContentsAsync());
        Assert.Equal($"label {label}", await tiles.Nth(unit.Unit).Locator(".tag").TextContentAsync());
        await window.IsSoundAsync(server.Address, "all");
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "texts-units-1280-light.png"), FullPage = true });
        await FindAsync(window, having.Select(other => other.Unit));
        await Assertions.Expect(window.Page).ToHaveURLAsync(new Regex("/units\\?words=.+&label=.+$"));

        using var client = new HttpClient();
        var page = await client.GetStringAsync(new Uri($"{server.Address}units?words={Uri.EscapeDataString(word)}&label={Uri.EscapeDataString(label)}"), TestContext.Current.CancellationToken);
        Assert.Equal(having.Count(other => other.Label?.Label == label), Regex.Count(page, "class=\"tile "));

        await ReportFile.WriteAsync(_folder["r.html"], new ShownSubjects(subject), new ReportOptions { Rows = 2, Units = 16 });
        await using var offline = await browser.OpenAsync(width: 390, offline: true);
        await offline.GoAsync(new Uri(_folder["r.html"]).AbsoluteUri + "#units");
        await FindAsync(offline, having.Select(other => other.Unit));
        await offline.IsSoundAsync("file:", "color-contrast");
        await offline.GoAsync(new Uri(_folder["r.html"]).AbsoluteUri + $"#unit-{unit.Unit}");
        Assert.Equal(unit.Words.Select(own => own.Word), await offline.Page.Locator(".chips bdi").AllTextContentsAsync());
        Assert.NotEqual(0, await offline.Page.Locator(".card mark").CountAsync());
        await offline.IsSoundAsync("file:", "color-contrast");
        await offline.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "texts-report-unit-390-light.png"), FullPage = true });

        async Task FindAsync(Window shown, IEnumerable<int> units)
        {
            await shown.Page.GetByLabel("Sort by").SelectOptionAsync("f1");
            await shown.Page.GetByLabel("Order").SelectOptionAsync("down");
            await Assertions.Expect(shown.Page.Locator(".tile .number")).ToHaveTextAsync([.. meanings.Units.OrderByDescending(other => other.Label?.F1 ?? 0).ThenBy(other => other.Unit).Select(other => $"{other.Unit}")]);
            await shown.Page.GetByLabel("Sort by").SelectOptionAsync("number");
            await shown.Page.GetByLabel("Order").SelectOptionAsync("up");
            await shown.Page.GetByLabel("With the words").FillAsync(word.ToUpperInvariant());
            await shown.Page.GetByLabel("With the words").PressAsync("Enter");
            await Assertions.Expect(shown.Page.Locator(".tile .number")).ToHaveTextAsync([.. units.Select(l => $"{l}")]);
            await shown.Page.GetByLabel("Tells best").SelectOptionAsync(label);
            await Assertions.Expect(shown.Page.Locator(".tile .number")).ToHaveTextAsync([.. units.Where(l => meanings.Units[l].Label?.Label == label).Select(l => $"{l}")]);
        }
    }

    [Fact]
    public async Task Compare_shows_rows_as_their_texts_and_the_units_of_both_by_their_words()
    {
        using var rows = Models.TextRows();
        Models.TrainThemes(rows).Save(_folder["a.safetensors"]);
        using var first = Subject.OfModel(_folder["a.safetensors"], rows);
        File.Copy(_folder["a.safetensors"], _folder["b.safetensors"]);
        using var second = Subject.OfModel(_folder["b.safetensors"], rows);
        first.Complete();
        second.Complete();
        await using var server = await DashboardServer.StartAsync(new ShownSubjects(first, second), new ServerOptions { Port = 0 });
        await using var window = await browser.OpenAsync(width: 390);
        await window.GoAsync(server.Address + "compare");
        Assert.Equal(rows.Captions![7], await window.Page.Locator("table.pairs .text").Nth(7).TextContentAsync());
        Assert.Equal($"label {rows.Labels![7]}", await window.Page.Locator("table.pairs .tag").Nth(7).TextContentAsync());
        var unit = first.Now.Meanings!.Units.First(unit => unit.Words.Count > 0);
        await Assertions.Expect(window.Page.Locator("#units")).ToContainTextAsync("100 % of the units of a.safetensors are found again in b.safetensors: 16 of 16.");
        var pair = window.Page.Locator($".pair:has(a[href='unit/{unit.Unit}'])");
        Assert.EndsWith($"{unit.Unit} 1.000 · 1.000", await pair.Locator(".caption").Nth(1).TextContentAsync(), StringComparison.Ordinal);
        Assert.Equal([unit.Words[0].Word, unit.Words[0].Word], await pair.Locator(".means bdi:first-child").AllTextContentsAsync());
        await window.IsSoundAsync(server.Address, "color-contrast");
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "texts-compare-390-light.png"), FullPage = true });

        // The other model's unit has a page too, with its own name.
        await pair.Locator("a").Nth(1).ClickAsync();
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync($"Unit {unit.Unit} of b.safetensors");
        Assert.Equal(unit.Words.Select(word => word.Word), await window.Page.Locator(".chips bdi").AllTextContentsAsync());
        Assert.All(await window.Page.Locator(".tables .tile a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))"), link => Assert.StartsWith("compare/unit/", link, StringComparison.Ordinal));
        await window.IsSoundAsync(server.Address, "color-contrast");
    }

    [Fact]
    public async Task A_rows_page_leads_to_the_rows_most_like_it_and_the_units_that_both_have()
    {
        var (subject, server) = await ThemesAsync();
        using var closing = subject;
        await using var open = server;
        var similar = subject.Now.Model!.Model.SimilarRows(subject.Rows!, 7, 10, TestContext.Current.CancellationToken);
        Assert.Equal(10, similar.Count);
        await using var window = await browser.OpenAsync();
        await window.GoAsync(server.Address + "row/7");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Rows most like it" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("h1")).ToHaveTextAsync("Rows most like row 7");
        var found = window.Page.Locator("ol.likes > li");
        await Assertions.Expect(found).ToHaveCountAsync(10);
        Assert.Equal(similar.Select(row => $"row {row.Row}"), await found.Locator(".number").AllTextContentsAsync());
        Assert.Equal(similar.Select(row => FormattableString.Invariant($"cosine {row.Cosine:0.000}")), await found.Locator(".caption").AllTextContentsAsync());
        Assert.Equal(subject.Rows!.Captions![similar[0].Row], await found.First.Locator(".text").TextContentAsync());
        for (var i = 0; i < 10; i++)
            Assert.Equal(similar[i].Shared.Take(8).Select(unit => $"unit/{unit.Unit}"), await found.Nth(i).Locator(".codes a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))"));
        var words = subject.Now.Meanings!.Units[similar[0].Shared[0].Unit].Words;
        Assert.Equal(words.Take(4).Select(word => word.Word), await found.First.Locator(".codes li").First.Locator(".means bdi").AllTextContentsAsync());
        Assert.NotEqual(0, await found.First.Locator("mark").CountAsync());
        // The longest bar is that of what adds most.
        var lengths = await window.Page.EvaluateAsync<double[]>("() => [...document.querySelectorAll('.likes rect')].map(bar => Number(bar.getAttribute('width')))");
        var shares = similar.SelectMany(row => row.Shared.Take(8)).Select(unit => unit.Share).ToArray();
        Assert.All(lengths!.Zip(shares), pair => Assert.Equal(100 * pair.Second / shares.Max(), pair.First, 0.051));
        foreach (var (width, dark, rules) in ((int, bool, string)[])[(1280, false, "all"), (390, true, "color-contrast")])
        {
            await window.Page.SetViewportSizeAsync(width, 900);
            await window.Page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            await window.IsSoundAsync(server.Address, rules);
            await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, $"texts-similar-{width}-{(dark ? "dark" : "light")}.png"), FullPage = true });
        }
        using var client = new HttpClient();
        Assert.Contains(FormattableString.Invariant($"cosine {similar[9].Cosine:0.000}"), await client.GetStringAsync(new Uri(server.Address + "row/7/similar"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await ReportFile.WriteAsync(_folder["r.html"], new ShownSubjects(subject), new ReportOptions { Rows = 2, Units = 2 });
        Assert.DoesNotContain("most like it", await File.ReadAllTextAsync(_folder["r.html"], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // As it stands: with a text Playwright looks for another.
    private static Regex Ends(string address) => new("/" + Regex.Escape(address) + "$");

    private static string Caption(int row) => row switch
    {
        0 => Markup,
        1 => string.Concat(Enumerable.Repeat("a long description of what it is, ", 300)) + new string('w', 400),
        3 => "",
        4 => "שלום עולם, זה טקסט מימין לשמאל",
        5 => "\u202eoverride\u202d without an end",
        _ => $"number {row}: {(row % 3 == 0 ? "a fast car, red and low" : "a slow boat on the river")}",
    };
}
