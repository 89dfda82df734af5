using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sae.Tests;
using SparseAutoencoders.Dashboard.Parts;
using SparseAutoencoders.Dashboard.Report;
using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Browser;

/// <summary>The pages of a model whose codes are mostly 0: densities instead of mean activations, rows by their active units.</summary>
public sealed class FewCodesPagesTests(BrowserFixture browser) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Subject _subject = null!;
    private ShownSubjects _shown = null!;
    private DashboardServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        SparseAutoencoder.Train(browser.Rows, TrainingOptions.For(new BatchTopKOptions { L0 = 4 }, 48) with { Optimizer = new AdamOptions { Epochs = 3 }, Seed = 3 }).Save(_folder["few.safetensors"]);
        _subject = Subject.OfModel(_folder["few.safetensors"], browser.Rows);
        _subject.Complete();
        _server = await DashboardServer.StartAsync(_shown = new ShownSubjects(_subject, browser.ShownSubjects.First), new ServerOptions { Port = 0 });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _subject.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("", "explained variance|l0 asked|decoder similarity|shrinkage|How often units are active|asked for, by the number of units: 8.33 %")]
    [InlineData("units?sort=density&order=down", "48 units, by density|largest activation")]
    [InlineData("unit/3", "density|decoder similarity|Units most alike")]
    [InlineData("row/5", "Its code|the strongest first|activation above 0")]
    public async Task A_page_says_what_there_is_and_nothing_of_mean_activations(string path, string says)
    {
        using var client = new HttpClient();
        var text = System.Net.WebUtility.HtmlDecode(await client.GetStringAsync(new Uri(_server.Address + path), TestContext.Current.CancellationToken));
        Assert.All(says.Split('|'), words => Assert.Contains(words, text, StringComparison.Ordinal));
        Assert.All((string[])["near 0 or near 1", "contrast", "ρ", "selectivity", "ean activation", "below 0.1"], words => Assert.DoesNotContain(words, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_unit_shows_its_activations_without_zeros_and_a_dead_one_that_it_has_none()
    {
        using var client = new HttpClient();
        var often = _subject.Now.Findings!.Units.MaxBy(unit => unit.Density)!;
        var text = System.Net.WebUtility.HtmlDecode(await client.GetStringAsync(new Uri(_server.Address + $"unit/{often.Unit}"), TestContext.Current.CancellationToken));
        Assert.Contains(often.Verdict, text, StringComparison.Ordinal);
        Assert.Contains($"the largest is {Words.Number(often.Most)}", text, StringComparison.Ordinal);
        if (_subject.Now.Findings.Units.FirstOrDefault(unit => unit.Dead) is not { } dead) return;
        Assert.Contains("It is active on no row.", await client.GetStringAsync(new Uri(_server.Address + $"unit/{dead.Unit}"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rows_code_is_a_list_of_its_active_units_that_leads_to_them()
    {
        var study = new RowStudy(_subject.Now.Model!, _subject.Row(5));
        using var client = new HttpClient();
        var text = await client.GetStringAsync(new Uri(_server.Address + "row/5"), TestContext.Current.CancellationToken);
        var list = Regex.Match(text, "<ol class=\"codes\">.*?</ol>", RegexOptions.Singleline).Value;
        Assert.Equal(study.Strongest.Select(unit => $"unit/{unit}"), Regex.Matches(list, "href=\"(unit/\\d+)\"").Select(found => found.Groups[1].Value));
    }

    [Fact]
    public async Task Units_of_two_models_are_matched_one_to_one_a_page_at_a_time()
    {
        var (a, b) = (_subject.Now.Model!.Model, browser.ShownSubjects.First.Now.Model!.Model);
        var pairs = a.MatchUnits(b, cancellation: TestContext.Current.CancellationToken).OrderByDescending(pair => pair.Decoder + pair.Encoder).ThenBy(pair => pair.First).ToArray();
        var alone = Enumerable.Range(0, 48).Except(pairs.Select(pair => pair.First)).ToArray();
        await _shown.Match(_subject.Now.Model, browser.ShownSubjects.First.Now.Model!);        // no page waits for long
        var first = await PairsAsync("compare");
        Assert.Equal(pairs.Select(pair => $"unit/{pair.First} compare/unit/{pair.Second}").Concat(alone.Select(unit => $"unit/{unit}")), first);
        // Beyond the first 48: what is left of the second's without a partner.
        var rest = await PairsAsync("compare?from=24&pairs=48");
        Assert.Equal(Enumerable.Range(0, 36).Except(pairs.Select(pair => pair.Second)).Select(unit => $"compare/unit/{unit}"), rest);
        Assert.NotEmpty(rest);

        using var client = new HttpClient();
        var page = System.Net.WebUtility.HtmlDecode(await client.GetStringAsync(new Uri(_server.Address + "compare?from=24"), TestContext.Current.CancellationToken));
        Assert.Contains($"{pairs.Length} pairs, the most alike first", Regex.Replace(page, "<.*?>", ""), StringComparison.Ordinal);
        Assert.Contains($"href=\"compare?from=24&pairs=48#units\"", page, StringComparison.Ordinal);
        Assert.Equal(_subject.Now.Model.Units - pairs.Length, Regex.Count(page, "</span> no partner<"));

        async Task<IEnumerable<string>> PairsAsync(string path)
        {
            using var asking = new HttpClient();
            var text = await asking.GetStringAsync(new Uri(_server.Address + path), TestContext.Current.CancellationToken);
            return [.. text.Split("<div class=\"pair\"").Skip(1).Select(pair => string.Join(' ', Regex.Matches(pair, "href=\"((compare/)?unit/\\d+)\"").Select(link => link.Groups[1].Value)))];
        }
    }

    [Fact]
    public async Task Pages_are_sound_wide_and_narrow_in_light_and_dark()
    {
        await using var window = await browser.OpenAsync();
        foreach (var path in (string[])["", "units?sort=density&order=down", "unit/3", "row/5", "row/5/similar", "compare", "compare/unit/3"])
        {
            await window.Page.SetViewportSizeAsync(1280, 900);
            await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            await window.GoAsync(_server.Address + path);
            await window.IsSoundAsync(_server.Address, "all");
            await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, $"few-{path.Split('?')[0].Replace('/', '-')}-1280-light.png"), FullPage = true });
            await window.Page.SetViewportSizeAsync(390, 900);
            await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            await window.IsSoundAsync(_server.Address, "color-contrast");
        }
    }

    [Fact]
    public async Task Units_can_be_set_on_a_rows_page_of_a_report_as_on_the_server()
    {
        await ReportFile.WriteAsync(_folder["few.html"], new ShownSubjects(_subject), new ReportOptions { Rows = 4 });
        await using var window = await browser.OpenAsync(offline: true);
        await window.GoAsync(new Uri(_folder["few.html"]).AbsoluteUri + "#units");
        await window.Page.GetByLabel("Sort by").SelectOptionAsync("density");
        await window.Page.GetByLabel("Order").SelectOptionAsync("down");
        var most = _subject.Now.Findings!.Units.OrderByDescending(unit => unit.Density).ThenBy(unit => unit.Unit).First().Unit;
        await Assertions.Expect(window.Page.Locator("#units .tile .number").First).ToHaveTextAsync($"{most}");

        await window.Page.EvaluateAsync("() => { location.hash = 'row-300'; }");
        var study = new RowStudy(_subject.Now.Model!, _subject.Row(300));
        var figures = window.Page.Locator("#row-300 .figures > div");
        Assert.Equal($"{study.Active}", await figures.Nth(2).Locator("dd").First.InnerTextAsync());
        var unit = await window.Page.Locator("#row-300 .work li").First.GetAttributeAsync("data-unit");
        await window.Page.Locator("#row-300 .work input[type=checkbox]").First.UncheckAsync();
        study.Set(int.Parse(unit!, CultureInfo.InvariantCulture), 0);
        Assert.Equal($"{study.Active}", await figures.Nth(2).Locator("dd").First.InnerTextAsync());
        Assert.Equal(study.Error, double.Parse(await figures.Nth(1).Locator("dd").First.InnerTextAsync(), CultureInfo.InvariantCulture), 0.002 * study.Error);
        await window.Page.Locator("#row-300 .work input[type=checkbox]").First.CheckAsync();
        Assert.Equal(study.PlainError, double.Parse(await figures.Nth(1).Locator("dd").First.InnerTextAsync(), CultureInfo.InvariantCulture), 0.002 * study.PlainError);
        await window.IsSoundAsync("file:", "all");
    }
}
