using Sae.Tests;
using SparseAutoencoders.Dashboard.Report;
using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Showing;
using SparseAutoencoders.Formats;

namespace SparseAutoencoders.Dashboard.Tests.Browser;

/// <summary>Names and values from files are text, whatever they look like.</summary>
public sealed class HostileTests(BrowserFixture browser) : IDisposable
{
    private static readonly string[] Names =
    [
        "<script>window.taken = 1</script>", "<img src=x onerror='window.taken = 1'>", new string('w', 400), "\u202eabc\u202c", "שלום עולם", "a\"><svg onload=window.taken=1>", "@(1+1) {{x}} &lt;", "plain",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Names_from_data_and_options_are_shown_as_text_on_pages_and_in_a_report()
    {
        var table = Sae.Tests.Samples.Table(60, Names.Length);
        _folder.Write("data.csv", string.Join(',', Names.Select(name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\n" + Sae.Tests.Samples.Csv(table));
        var choices = Choices.BuiltIn.WithMoreFormats();
        using var rows = choices.Open(_folder["data.csv"]);
        const string Run = "run <b onclick=x>&";
        Directory.CreateDirectory(_folder[Run]);
        SparseAutoencoder.Train(rows, new TrainingOptions { HiddenUnits = 6, Scaling = new MinMaxScaling(), Optimizer = new AdamOptions { Epochs = 2 } }, cancellation: TestContext.Current.CancellationToken).Save(_folder[$"{Run}/model.safetensors"]);
        _folder.Write($"{Run}/options.json", """{"<script>window.taken = 1</script>": "<img src=x onerror='window.taken = 1'>", "data": "javascript:window.taken=1", "rho": "0.05"}""");
        using var subject = Subject.OfRun(_folder[Run], rows);
        subject.Complete();
        var subjects = new ShownSubjects(subject);

        await using var server = await DashboardServer.StartAsync(subjects, new ServerOptions { Port = 0 });
        await using var online = await browser.OpenAsync(width: 390);
        foreach (var (path, name) in ((string, string)[])[("", "javascript:window.taken=1"), ("units", Names[0]), ("unit/2", Names[1]), ("row/7", Names[5])])
            await IsTextAsync(online, server.Address, path, name);

        await ReportFile.WriteAsync(_folder["report.html"], subjects, new ReportOptions { Rows = 2 });
        await using var offline = await browser.OpenAsync(width: 390, offline: true);
        foreach (var (place, name) in ((string, string)[])[("", "javascript:window.taken=1"), ("#units", Names[0]), ("#unit-2", Names[1]), ("#row-30", Names[5])])
            await IsTextAsync(offline, new Uri(_folder["report.html"]).AbsoluteUri, place, name);

        static async Task IsTextAsync(Window window, string root, string place, string name)
        {
            await window.GoAsync(root + place);
            await window.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
            Assert.Contains(name, await window.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
            Assert.True(await window.Page.EvaluateAsync<bool>("() => window.taken === undefined"));
            await window.IsSoundAsync(root);
        }
    }
}
