using Microsoft.Playwright;

namespace SparseAutoencoders.Dashboard.Tests.Browser;

/// <summary>Every page, wide and narrow, light and dark; its pictures are left in artifacts/screenshots.</summary>
public sealed class PagesTests(BrowserFixture browser)
{
    private static readonly (string Name, string Path, string[] Says)[] Pages =
    [
        ("overview", "", ["36 hidden units on 784 inputs", "explained variance", "Mean activations", "How it was made"]),
        ("units", "units?sort=selectivity&order=down", ["36 units, by selectivity", "positive", "Left what it writes"]),
        ("unit", "unit/3", ["Unit 3", "Its activations", "Rows that excite it most", "From its least to its greatest activation", "Units most alike", "What it writes", "What it looks for", "Inputs it writes to most"]),
        ("rows", "rows", ["1,200 rows"]),
        ("row", "row/5", ["Row 5", "Input x", "Reconstruction", "Difference", "anomaly score", "Units at work", "Activation times the length of its decoder row", "By how much the squared error would grow"]),
        ("similar", "row/5/similar", ["Rows most like row 5", "cosine 0.", "and 28 more, which add"]),
        ("compare", "compare", ["model.safetensors", "held.safetensors", "explained variance", "The same rows", "Units of both, matched one to one", "of 36."]),
    ];

    public static TheoryData<string> Names => [.. Pages.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_page_is_sound_wide_and_narrow_in_light_and_dark(string name)
    {
        await using var window = await browser.OpenAsync();
        var (_, path, says) = Pages.Single(page => page.Name == name);
        await window.GoAsync(browser.Address + path);
        // What takes long may come after the page.
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync(says[^1]);
        var text = await window.TextAsync();
        Assert.All(says, words => Assert.Contains(words, text, StringComparison.Ordinal));
        foreach (var (width, dark, rules) in ((int, bool, string)[])[(1280, false, "all"), (1280, true, ""), (390, true, "color-contrast"), (390, false, "")])
        {
            await window.Page.SetViewportSizeAsync(width, 900);
            await window.Page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            await window.IsSoundAsync(browser.Address, rules);
            // A picture of the whole page takes longest: of the two that differ most.
            if (dark == (width == 390)) await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, $"{name}-{width}-{(dark ? "dark" : "light")}.png"), FullPage = true });
        }
    }

    [Fact]
    public async Task Dark_pages_are_dark_and_a_weight_of_zero_has_the_ground_of_either()
    {
        foreach (var dark in (bool[])[false, true])
        {
            await using var window = await browser.OpenAsync(dark: dark);
            await window.GoAsync(browser.Address + "units");
            var ground = await Brightness("document.documentElement");
            var tile = await Brightness("document.querySelector('.pixels')");
            Assert.Equal((dark, dark), (ground < 60, tile < 60));

            async Task<double> Brightness(string element) => await window.Page.EvaluateAsync<double>($"() => getComputedStyle({element}).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) / 3");
        }
    }

    [Fact]
    public async Task Units_are_sorted_filtered_and_found_by_similarity()
    {
        await using var window = await browser.OpenAsync();
        await window.GoAsync(browser.Address + "units");
        await window.Page.GetByLabel("Sort by").SelectOptionAsync("norm");
        await window.Page.GetByLabel("Order").SelectOptionAsync("down");
        await Assertions.Expect(window.Page).ToHaveURLAsync(browser.Address + "units?sort=norm&order=down");
        var model = browser.ShownSubjects.First.Now.Model!;
        var order = Enumerable.Range(0, model.Units).OrderByDescending(model.Norm).ToArray();
        await Assertions.Expect(window.Page.Locator(".tile .number")).ToHaveTextAsync([.. order.Select(l => $"{l}")]);

        await window.Page.GetByLabel("From", new() { Exact = true }).FillAsync(FormattableString.Invariant($"{model.Norm(order[4])}"));
        await window.Page.GetByLabel("From", new() { Exact = true }).PressAsync("Enter");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("5 units");

        await window.Page.GetByLabel("Similar to unit").FillAsync("7");
        await window.Page.GetByLabel("Similar to unit").PressAsync("Enter");
        await Assertions.Expect(window.Page.Locator(".tile .number").First).ToHaveTextAsync("7");
        await Assertions.Expect(window.Page.Locator(".tile .number").Nth(1)).ToHaveTextAsync($"{model.Alike(7, 1)[0].Unit}");
    }

    [Fact]
    public async Task A_page_says_the_same_without_scripts()
    {
        using var client = new HttpClient();
        var page = await client.GetStringAsync(new Uri(browser.Address + "units?sort=norm&order=down&near=2"), TestContext.Current.CancellationToken);
        Assert.Contains("36 units, by weight norm", page, StringComparison.Ordinal);
        Assert.Equal(36, page.Split("class=\"tile \"").Length - 1);
        Assert.Equal((36, 36), (page.Split("aria-label=\"writes\"").Length - 1, page.Split("aria-label=\"looks for\"").Length - 1));
    }

    [Theory]
    [InlineData("unit/36", "There is no such unit: they are numbered from 0 to 35.")]
    [InlineData("row/1200", "There is no such row: they are numbered from 0 to 1199.")]
    [InlineData("row/1200/similar", "There is no such row: they are numbered from 0 to 1199.")]
    [InlineData("compare/unit/36", "There is no such unit: they are numbered from 0 to 35.")]
    [InlineData("nowhere", "There is no such page")]
    public async Task What_is_not_there_is_said_so(string path, string says)
    {
        using var client = new HttpClient();
        var answer = await client.GetAsync(new Uri(browser.Address + path), TestContext.Current.CancellationToken);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
