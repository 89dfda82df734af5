using Microsoft.Playwright;
using Sae.Tests;
using SparseAutoencoders.Dashboard.Report;

namespace SparseAutoencoders.Dashboard.Tests.Browser;

/// <summary>The saved file, opened from the disk with the network off.</summary>
public sealed class ReportTests(BrowserFixture browser) : IDisposable
{
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
        var model = browser.Exhibition.First.Now.Model!;
        var largest = Enumerable.Range(0, model.Units).MaxBy(model.Norm);
        await Assertions.Expect(window.Page.Locator("#units .tile .number").First).ToHaveTextAsync($"{largest}");
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
        await ReportFile.WriteAsync(_folder["report.html"], browser.Exhibition, new ReportOptions { Rows = 4 });
        return new Uri(_folder["report.html"]).AbsoluteUri;
    }
}
