using System.Globalization;
using Microsoft.Playwright;
using Sae.Tests;
using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Showing;
using SparseAutoencoders.Dashboard.Tests.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Browser;

/// <summary>The pages of a table: columns with names, in spreads, and rows by their score.</summary>
public sealed class TableTests(BrowserFixture browser) : IAsyncLifetime
{
    private static readonly string[] Names = ["heat", "humidity", "load", "<speed>", "torque", "wear"];

    private readonly TemporaryFolder _folder = new();
    private IRows _rows = null!;
    private Subject _subject = null!;
    private DashboardServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        using var numbers = Models.Rows(200);
        var values = numbers.ToMatrix<double>();
        for (var r = 0; r < values.Rows; r++) values[r, 2] = 1000 + 50 * values[r, 2];        // one column in another unit
        values[150, 4] = 3;                                                                   // and one row that is not like the others
        _rows = new NamedRows(Rows.From(values), Names);
        SparseAutoencoder.Train(_rows, new TrainingOptions { HiddenUnits = 5, Decoder = OutputFunction.Linear, Scaling = new StandardScaling(), Optimizer = new AdamOptions { Epochs = 4, Batch = 30 } }).Save(_folder["t.safetensors"]);
        MakeTwins(_folder["t.safetensors"]);
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
    public async Task A_rows_page_names_its_columns_and_says_how_far_each_lies_from_its_mean()
    {
        await using var window = await browser.OpenAsync();
        await window.GoAsync(_server.Address + "row/150");
        var (findings, study) = (_subject.Now.Findings!, new RowStudy(_subject.Now.Model!, _subject.Row(150)));
        var text = await window.TextAsync();
        Assert.Contains("anomaly score", text, StringComparison.Ordinal);
        Assert.Contains("99.5 % of rows score less", text, StringComparison.Ordinal);
        var lines = window.Page.Locator("#inputs tbody tr");
        Assert.Equal(Enumerable.Range(0, 6).OrderByDescending(j => study.Score[j + 1]).Select(j => Names[j]), await lines.Locator("th").AllInnerTextsAsync());
        Assert.Equal("torque", await lines.Locator("th").First.InnerTextAsync());
        Assert.Equal(findings.Inputs[4].Of(3), await Number(lines.First, 3), 0.0051);
        Assert.Equal(findings.Inputs[4].Of(study.Output[4]), await Number(lines.First, 4), 0.0051);
        await window.IsSoundAsync(_server.Address, "all");
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "table-row-1280-light.png"), FullPage = true });

        // What is set shows in the table too.
        var before = await lines.First.Locator("td").Nth(1).InnerTextAsync();
        await window.Page.GetByRole(AriaRole.Checkbox).First.UncheckAsync();
        await Assertions.Expect(lines.First.Locator("td").Nth(1)).Not.ToHaveTextAsync(before);
        await window.Page.SetViewportSizeAsync(390, 900);
        await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await window.IsSoundAsync(_server.Address, "color-contrast");

        static async Task<double> Number(ILocator line, int cell) => double.Parse((await line.Locator("td").Nth(cell).InnerTextAsync()).Replace('−', '-'), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Rows_are_a_table_and_can_be_put_in_order_of_their_score()
    {
        await using var window = await browser.OpenAsync();
        await window.GoAsync(_server.Address + "rows");
        var rows = window.Page.Locator(".values tbody tr");
        Assert.Equal("0", await rows.Locator("th").First.InnerTextAsync());
        await window.Page.GetByLabel("Order").SelectOptionAsync("score");
        await Assertions.Expect(window.Page).ToHaveURLAsync(_server.Address + "rows?order=score");
        await Assertions.Expect(rows.Locator("th").First).ToHaveTextAsync("150");
        var scores = _subject.Now.Findings!.Scores;
        Assert.Equal(scores.Take(60).Select(row => $"{row.Row}"), await rows.Locator("th").AllInnerTextsAsync());
        Assert.Equal([.. Names.Prepend("score").Prepend("row"), "most of the score"], await window.Page.Locator(".values thead th").AllInnerTextsAsync());
        Assert.StartsWith("torque", await rows.First.Locator(".shares").InnerTextAsync(), StringComparison.Ordinal);
        await window.IsSoundAsync(_server.Address, "all");
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "table-rows-1280-light.png"), FullPage = true });

        await window.Page.GetByRole(AriaRole.Link, new() { Name = "next rows" }).ClickAsync();
        await Assertions.Expect(rows.Locator("th").First).ToHaveTextAsync($"{scores[60].Row}");
        await Assertions.Expect(window.Page).ToHaveURLAsync(_server.Address + "rows?order=score&from=60");
        await window.Page.SetViewportSizeAsync(390, 900);
        await window.IsSoundAsync(_server.Address);
    }

    [Theory]
    [InlineData("units", "Above what it writes")]
    [InlineData("unit/1", "Units most alike")]
    public async Task Units_of_a_table_are_shown_by_what_they_write_and_what_they_look_for(string path, string says)
    {
        await using var window = await browser.OpenAsync();
        await window.GoAsync(_server.Address + path);
        Assert.Contains(says, await window.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(["writes", "looks for"], (await window.Page.Locator(".tile .side").AllInnerTextsAsync()).Take(2));
        await window.IsSoundAsync(_server.Address, "all");
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, $"table-{path.Replace('/', '-')}-1280-light.png"), FullPage = true });
        await window.Page.SetViewportSizeAsync(390, 900);
        await window.IsSoundAsync(_server.Address);
    }

    [Theory]
    [InlineData("unit/0", "Unit 1 is a twin of it:")]
    [InlineData("unit/1", "It is a twin of unit 0:")]
    [InlineData("unit/2", null)]
    public async Task A_unit_is_called_a_twin_only_where_it_repeats_another(string path, string? says)
    {
        using var client = new HttpClient();
        var page = await client.GetStringAsync(new Uri(_server.Address + path), TestContext.Current.CancellationToken);
        if (says is null) Assert.DoesNotContain("twin", page, StringComparison.OrdinalIgnoreCase);
        else Assert.Contains(says, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_by_score_says_the_same_without_scripts()
    {
        using var client = new HttpClient();
        var page = await client.GetStringAsync(new Uri(_server.Address + "rows?order=score&from=999999"), TestContext.Current.CancellationToken);
        Assert.Contains($"href=\"row/{_subject.Now.Findings!.Scores[^1].Row}\"", page, StringComparison.Ordinal);
        Assert.Contains("&lt;speed&gt;", page, StringComparison.Ordinal);
    }

    // The second unit looks for what the first does.
    private static void MakeTwins(string path)
    {
        SafetensorsContent[] tensors;
        IReadOnlyDictionary<string, string> metadata;
        using (var file = SafetensorsFile.Open(path))
        {
            metadata = file.Metadata;
            tensors =
            [
                .. file.Tensors.Select(tensor =>
                {
                    var numbers = new float[tensor.Count];
                    file.Read(tensor.Name, numbers.AsSpan());
                    var own = numbers.Length / 5;
                    if (tensor.Name.StartsWith("encoder", StringComparison.Ordinal)) numbers.AsSpan(0, own).CopyTo(numbers.AsSpan(own));
                    return SafetensorsContent.Of<float>(tensor.Name, numbers, [.. tensor.Shape]);
                }),
            ];
        }
        using var stream = File.Create(path);
        SafetensorsFile.Write(stream, tensors, metadata);
    }

    private sealed class NamedRows(IRows rows, IReadOnlyList<string> names) : RowView(rows)
    {
        public override IReadOnlyList<string>? Columns => names;

        public override void Read<T>(int first, Span<T> destination) => Source.Read(first, destination);
    }
}
