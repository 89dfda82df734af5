using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sae.Tests;
using SparseAutoencoders.Dashboard.Parts;
using SparseAutoencoders.Dashboard.Report;
using SparseAutoencoders.Dashboard.Showing;
using SparseAutoencoders.Dashboard.Tests.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Browser;

/// <summary>The saved file, opened from the disk with the network off.</summary>
public sealed class ReportTests(BrowserFixture browser) : IDisposable
{
    private const string Figures = ".page:not([hidden]) .figures";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_report_opens_from_disk_without_a_network_and_leads_from_page_to_page()
    {
        var address = await WriteAsync();
        await using var window = await browser.OpenAsync(offline: true);
        await window.GoAsync(address);
        await Assertions.Expect(window.Page.Locator(".page:visible")).ToHaveCountAsync(1);
        Assert.Contains("explained variance", await window.TextAsync(), StringComparison.Ordinal);
        await window.IsSoundAsync("file:", "all");
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "report-1280-light.png") });

        await ClickAsync("nav[aria-label=Pages] a[href='#units']", "36 units");
        await window.Page.GetByLabel("Sort by").SelectOptionAsync("norm");
        await window.Page.GetByLabel("Order").SelectOptionAsync("down");
        var model = browser.ShownSubjects.First.Now.Model!;
        var largest = Enumerable.Range(0, model.Units).MaxBy(model.Norm);
        await Assertions.Expect(window.Page.Locator("#units .tile .number").First).ToHaveTextAsync($"{largest}");
        await window.Page.GetByLabel("From", new() { Exact = true }).FillAsync(FormattableString.Invariant($"{Enumerable.Range(0, model.Units).Select(model.Norm).OrderDescending().ElementAt(4) * 0.999999}"));
        await window.Page.GetByLabel("Similar to unit").FocusAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("5 units");
        await window.Page.GetByLabel("From", new() { Exact = true }).FillAsync("");
        await window.Page.GetByLabel("Similar to unit").FillAsync("7");
        await window.Page.GetByLabel("Similar to unit").PressAsync("Enter");
        await Assertions.Expect(window.Page.Locator("#units .tile .number").First).ToHaveTextAsync("7");
        await Assertions.Expect(window.Page.Locator("#units .tile .number").Nth(1)).ToHaveTextAsync($"{model.Alike(7, 1)[0].Unit}");
        await window.Page.GetByLabel("Sort by").SelectOptionAsync("norm");
        await window.IsSoundAsync("file:");
        await ClickAsync("#units .tile a >> nth=0", $"Unit {largest}");
        await window.IsSoundAsync("file:");
        await ClickAsync("nav[aria-label=Pages] a[href='#rows']", "4 of 1,200 rows");
        await ClickAsync("#rows .tile a >> nth=1", "Row 300");
        await window.IsSoundAsync("file:");
        await ClickAsync("nav[aria-label=Pages] a[href='#compare']", "held.safetensors");
        await window.IsSoundAsync("file:");

        await window.Page.SetViewportSizeAsync(390, 900);
        await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await window.IsSoundAsync("file:", "color-contrast");
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "report-390-dark.png") });

        async Task ClickAsync(string link, string says)
        {
            await window.Page.Locator(link).ClickAsync();
            await Assertions.Expect(window.Page.Locator(".page:visible")).ToHaveCountAsync(1);
            Assert.Contains(says, await window.TextAsync(), StringComparison.Ordinal);
            // The file holds a picture once; each place that shows it finds it.
            Assert.True(await window.Page.EvaluateAsync<bool>("() => [...document.querySelectorAll('.page use')].every(use => document.querySelector(use.getAttribute('href')))"));
            Assert.NotEqual(0, await window.Page.Locator(".page:not([hidden]) .pixels").CountAsync());
        }
    }

    [Fact]
    public async Task Setting_units_in_a_report_gives_what_the_model_gives()
    {
        await using var window = await browser.OpenAsync(offline: true);
        await window.GoAsync(await WriteAsync() + "#row-300");
        var study = new RowStudy(browser.ShownSubjects.First.Now.Model!, browser.ShownSubjects.First.Row(300));
        var before = await window.Page.Locator("#output").GetAttributeAsync("src");
        var (first, second) = (window.Page.Locator(".work li").First, window.Page.Locator(".work li").Nth(2));
        await first.GetByRole(AriaRole.Checkbox).UncheckAsync();
        study.Set(await UnitAsync(first), 0);
        await IsWhatTheModelGivesAsync();
        await second.GetByRole(AriaRole.Slider).FillAsync("0.4");
        study.Set(await UnitAsync(second), 0.4);
        await IsWhatTheModelGivesAsync();
        await Assertions.Expect(second).ToContainTextAsync("activation 0.400 (learned");
        await Assertions.Expect(first).ToHaveClassAsync("changed");
        await window.IsSoundAsync("file:", "all");
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "report-row-1280-light.png") });

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "All as learned" }).ClickAsync();
        await Assertions.Expect(window.Page.Locator("#output")).ToHaveAttributeAsync("src", before!);
        study.Reset();
        await Assertions.Expect(window.Page.Locator(Figures)).ToContainTextAsync(Words.Number(study.Error));

        async Task IsWhatTheModelGivesAsync()
        {
            await Assertions.Expect(window.Page.Locator(Figures)).ToContainTextAsync(Words.Number(study.Error));
            await Assertions.Expect(window.Page.Locator(Figures)).ToContainTextAsync(Words.Number(study.PlainError));
            await IsPictureAsync("output", [.. study.Output.Select(y => Math.Clamp(y, 0, 1) * 255)]);
            // The share of the full colour, which is half the range of a row.
            await IsPictureAsync("difference", [.. study.Output.Zip(study.Input, (y, x) => Math.Min(2 * Math.Abs(y - x), 1) * 255)], channel: 3);
        }

        async Task IsPictureAsync(string id, double[] levels, int channel = 0)
        {
            var pixels = await window.Page.EvaluateAsync<int[]>("""
                async ([id, channel]) => {
                    const image = document.getElementById(id), canvas = document.createElement('canvas');
                    await image.decode();
                    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
                    const context = canvas.getContext('2d');
                    context.drawImage(image, 0, 0);
                    return [...context.getImageData(0, 0, canvas.width, canvas.height).data].filter((_, i) => i % 4 === channel);
                }
                """, new object[] { id, channel });
            Assert.Equal(levels.Length, pixels.Length);
            Assert.All(levels.Zip(pixels), pair => Assert.Equal(pair.First, pair.Second, 1.01));
        }

        static async Task<int> UnitAsync(ILocator item) => int.Parse((await item.GetAttributeAsync("data-unit"))!, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("none", "linear")]
    [InlineData("minmax", "sigmoid")]
    [InlineData("zca", "linear")]
    public async Task Setting_units_in_a_report_of_a_table_gives_what_the_model_gives_whatever_the_scaling(string scaling, string decoder)
    {
        using var rows = Models.Rows();
        SparseAutoencoder.Train(rows, new TrainingOptions
        {
            HiddenUnits = 5,
            Scaling = Choices.BuiltIn.Scalings.Single(choice => choice.Name == scaling).Create(),
            Decoder = decoder == "linear" ? OutputFunction.Linear : OutputFunction.Sigmoid,
            Optimizer = new AdamOptions { Epochs = 4, Batch = 30 },
        }, cancellation: TestContext.Current.CancellationToken).Save(_folder["m.safetensors"]);
        using var subject = Subject.OfModel(_folder["m.safetensors"], rows);
        subject.Complete();
        await ReportFile.WriteAsync(_folder["t.html"], new ShownSubjects(subject), new ReportOptions { Rows = 3 });
        await using var window = await browser.OpenAsync(offline: true);
        await window.GoAsync(new Uri(_folder["t.html"]).AbsoluteUri + "#row-30");
        var study = new RowStudy(subject.Now.Model!, subject.Row(30));
        foreach (var (unit, activation) in ((int, double)[])[(3, 0), (1, 0.75)])
        {
            await window.Page.Locator($".work li[data-unit='{unit}']").GetByRole(AriaRole.Slider).FillAsync(FormattableString.Invariant($"{activation}"));
            study.Set(unit, activation);
        }
        var shown = (await window.Page.Locator(Figures + " > div").Nth(1).Locator("dd").First.InnerTextAsync()).Replace('−', '-');
        Assert.Equal(study.Error, double.Parse(shown, CultureInfo.InvariantCulture), 0.002 * study.Error + 1e-4);
        Assert.Equal(6, (await window.Page.Locator("#line path").GetAttributeAsync("d"))!.Split('L').Length);
        // The table of inputs and its strips follow.
        var spreads = subject.Now.Findings!.Inputs;
        foreach (var j in Enumerable.Range(0, 6))
        {
            var line = window.Page.Locator($"#inputs [data-input='{j}']");
            var away = spreads[j].Of(study.Output[j]);
            Assert.Equal(away, Number(await line.Locator("td").Nth(4).InnerTextAsync()), 0.011);
            Assert.Equal(study.Output[j], Number(await line.Locator("td").Nth(1).InnerTextAsync()), 0.002);
            Assert.Equal(Math.Clamp(away, -4, 4) - 0.08, Number((await line.Locator(".strip .positive").GetAttributeAsync("x"))!), 0.01);
        }
        // So does the line over the chart: its first point, in spreads, is between the marks of the frame.
        var frame = await window.Page.EvaluateAsync<double[]>("() => JSON.parse(document.getElementById('numbers').textContent).rows[30].chart");
        var first = (await window.Page.Locator("#line path").GetAttributeAsync("d"))![1..].Split('L')[0].Split(',');
        var height = frame[3] - (frame[3] - frame[1]) * (spreads[0].Of(study.Output[0]) - frame[4]) / (frame[5] - frame[4]);
        Assert.Equal(Math.Clamp(height, frame[1], frame[3]), Number(first[1]), 0.1);
        await window.IsSoundAsync("file:", scaling == "none" ? "all" : "");
        if (scaling == "none") await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "report-table-1280-light.png") });
    }

    private static double Number(string text) => double.Parse(text.Replace('−', '-'), CultureInfo.InvariantCulture);

    [Fact]
    public async Task Units_that_add_most_have_a_page_in_a_report_and_all_have_a_tile()
    {
        await ReportFile.WriteAsync(_folder["few.html"], browser.ShownSubjects, new ReportOptions { Units = 5, Rows = 1 });
        var text = await File.ReadAllTextAsync(_folder["few.html"], TestContext.Current.CancellationToken);
        var (model, findings) = (browser.ShownSubjects.First.Now.Model!, browser.ShownSubjects.First.Now.Findings!);
        var most = Enumerable.Range(0, model.Units).OrderByDescending(l => findings.Units[l].MeanActivation * model.DecoderNorm(l)).Take(5).Order();
        Assert.Equal(most.Select(l => $"unit-{l}"), Regex.Matches(text, "data-page=\"(unit-\\d+)\"").Select(found => found.Groups[1].Value));
        Assert.Equal(36, Regex.Count(text, "data-number="));
        // What leads stands with every unit, the other weights with those that have a page.
        Assert.Equal((36, 5), (Regex.Count(text, "data-number=.*?aria-label=\"writes\"", RegexOptions.Singleline), Regex.Match(text, "data-page=\"units\".*?</template>", RegexOptions.Singleline) is var units ? Regex.Count(units.Value, "aria-label=\"looks for\"") : 0));
        Assert.Contains("5 units have a page of their own in this file", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Charts_and_tables_of_units_and_rows_are_packed_and_come_out_where_a_page_is_shown()
    {
        var address = await WriteAsync();
        var text = await File.ReadAllTextAsync(new Uri(address).LocalPath, TestContext.Current.CancellationToken);
        var pages = Regex.Matches(text, "<template data-page=\"(unit|row)-.*?</template>", RegexOptions.Singleline);
        Assert.All(pages, page => Assert.DoesNotMatch("<table|class=\"drawing\"", page.Value));
        Assert.Contains("<h3>", pages[0].Value, StringComparison.Ordinal);                           // what is read stays as it is
        await using var window = await browser.OpenAsync(offline: true);
        foreach (var place in (string[])["unit-3", "unit-4", "unit-3", "row-0"])
        {
            await window.GoAsync($"{address}#{place}");
            await Assertions.Expect(window.Page.Locator($"#{place} .drawing img, #{place} .work li").First).ToBeVisibleAsync();
            Assert.Equal(0, await window.Page.Locator("[data-packed]").CountAsync());
        }
    }

    [Fact]
    public async Task A_report_names_nothing_outside_itself()
    {
        var text = await File.ReadAllTextAsync(new Uri(await WriteAsync()).LocalPath, TestContext.Current.CancellationToken);
        Assert.DoesNotMatch("(src|href)=\"(?!#|data:)", text);
        Assert.DoesNotContain("http:", text.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, text, StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync()
    {
        await ReportFile.WriteAsync(_folder["report.html"], browser.ShownSubjects, new ReportOptions { Rows = 4 });
        return new Uri(_folder["report.html"]).AbsoluteUri;
    }
}
