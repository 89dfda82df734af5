using System.Diagnostics;
using System.Globalization;
using Sae.Tests;

namespace SparseAutoencoders.Dashboard.Tests.Browser;

/// <summary>Measures the pages at 4,096 units and 60,000 rows, and with captions at 100,000 rows. Not a test: nothing is asked of times. docs/dashboard.md says how to run it.</summary>
public sealed class ScaleTests(BrowserFixture browser, ITestOutputHelper output) : IDisposable
{
    private const string Images = "/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz";

    // Milliseconds since the page was asked for, once all its pictures are drawn.
    private const string Drawn = $$"""
        async () => {
            const areThere = {{Window.PicturesAreThere}};
            while (document.readyState !== 'complete' || !areThere()) await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame);
            return performance.now();
        }
        """;

    // Goes down the page by 60 pixels a frame, at most 600 frames, and gives what each took.
    private const string Scroll = """
        async () => {
            const times = []; let last = await new Promise(requestAnimationFrame);
            while (times.length < 600 && scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
                scrollBy(0, 60);
                const now = await new Promise(requestAnimationFrame);
                times.push(now - last); last = now;
            }
            return times;
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    public async Task Pages_of_4096_units_and_60000_rows()
    {
        Assert.SkipUnless(File.Exists(Images), $"{Images} is missing. It is in Debian's dataset-fashion-mnist.");
        Tool.Run(_folder.Path, "train", Images, "--hidden", "4096", "--epochs", "1", "--output", "m.safetensors").Ok();

        var clock = Stopwatch.StartNew();
        using var serve = Tool.Start(_folder.Path, ["serve", "m.safetensors", Images, "--port", "0"]);
        var address = (await serve.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[^1];
        Say($"address printed after {clock.ElapsedMilliseconds} ms");
        await using (var window = await browser.OpenAsync())
        {
            clock.Restart();
            await VisitAsync(window, "first page, while rows are put through the model", address);
            Say($"  drawn {clock.ElapsedMilliseconds} ms after the address");
            foreach (var path in (string[])["units", "units?sort=similarity&order=down&near=7", "unit/17", "rows", "row/5"]) await VisitAsync(window, $"{path}, meanwhile", address + path);
            await window.GoAsync(address);
            await window.Page.WaitForFunctionAsync("() => document.body.innerText.includes('explained variance')", null, new() { Timeout = 180_000 });
            Say($"figures {clock.Elapsed.TotalSeconds:F1} s after the address");
            foreach (var path in (string[])["", "units", "units?sort=selectivity&order=down", "units?sort=similarity&order=down&near=7", "unit/17", "rows", "row/5"]) await VisitAsync(window, $"/{path}", address + path);
            await window.GoAsync(address + "units");
            Frames("scrolling a page of units", await window.Page.EvaluateAsync<double[]>(Scroll));
            clock.Restart();
            await window.Page.Locator("nav.pages a").Nth(9).ClickAsync();
            await window.Page.WaitForFunctionAsync("() => document.querySelector('[role=status]').innerText.includes('page 10 of')");
            Say($"from page to page of units: {clock.ElapsedMilliseconds} ms");
            await window.GoAsync(address + "row/5");
            var before = await window.Page.Locator("#output").GetAttributeAsync("src");
            clock.Restart();
            await window.Page.Locator(".work input[type=checkbox]").First.UncheckAsync();
            await window.Page.WaitForFunctionAsync("before => document.getElementById('output').src !== before", before);
            Say($"a unit switched off: {clock.ElapsedMilliseconds} ms");
        }
        var peak = File.ReadLines($"/proc/{serve.Id}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        Say($"server, largest memory: {long.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024} MB");
        serve.Kill();
        await serve.WaitForExitAsync(TestContext.Current.CancellationToken);

        clock.Restart();
        Tool.Run(_folder.Path, "report", "m.safetensors", Images, "--output", "r.html").Ok();
        Say($"report: {clock.Elapsed.TotalSeconds:F1} s, {new FileInfo(_folder["r.html"]).Length / 1e6:F1} MB");
        await using var offline = await browser.OpenAsync(offline: true);
        var report = new Uri(_folder["r.html"]).AbsoluteUri;
        await VisitAsync(offline, "report", report);
        await offline.Page.EvaluateAsync("() => { location.hash = 'units'; }");
        Frames("scrolling all units of the report", await offline.Page.EvaluateAsync<double[]>(Scroll));
    }

    [Fact(Explicit = true)]
    public async Task Pages_of_100000_rows_with_captions()
    {
        WriteTexts(100_000, 64);
        Tool.Run(_folder.Path, "train", "v.npy", "--sparsity", "topk", "--hidden", "1024", "--l0", "8", "--epochs", "2", "--output", "m.safetensors").Ok();
        using var serve = Tool.Start(_folder.Path, ["serve", "m.safetensors", "v.npy", "--captions", "captions.txt", "--labels", "labels.txt", "--port", "0"]);
        var clock = Stopwatch.StartNew();
        var address = (await serve.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ')[^1];
        Say($"address printed after {clock.ElapsedMilliseconds} ms");
        await using (var window = await browser.OpenAsync())
        {
            foreach (var path in (string[])["", "rows", "rows?words=tul+ka", "units", "unit/5", "row/17"]) await VisitAsync(window, $"/{path}, meanwhile", address + path);
            while (!File.Exists(_folder["m.safetensors.words.pages"])) await Task.Delay(100, TestContext.Current.CancellationToken);
            Say($"words of all units {clock.Elapsed.TotalSeconds:F1} s after the start");
            foreach (var path in (string[])["", "rows", "rows?words=tul+ka+so", "rows?words=tul+ka+so&from=60", "rows?order=score&words=gu", "rows?label=theme+7", "units", "units?words=tul", "units?label=theme+7", "unit/5", "row/17"])
                await VisitAsync(window, $"/{path}", address + path);
        }
        var peak = File.ReadLines($"/proc/{serve.Id}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        Say($"server, largest memory: {long.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024} MB");
        serve.Kill();
        await serve.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    // Each row is of 3 of 200 themes: the sum of their directions, a caption of their words and others, and the first one's group as label.
    private void WriteTexts(int rows, int inputs)
    {
        const int Themes = 200;
        string[] parts = ["ka", "lo", "mi", "tra", "ven", "sor", "pel", "din", "gu", "fa", "rix", "bon", "che", "tul", "nar", "hy"], others = ["the", "of", "a", "and", "to", "in", "is", "with"];
        var random = new RandomNumbers(9, 1);
        int Below(int count) => (int)(random.NextDouble() * count);
        var directions = Enumerable.Range(0, Themes).Select(_ => Enumerable.Range(0, inputs).Select(_ => (float)(random.NextDouble() - 0.5) / 3).ToArray()).ToArray();
        var words = Enumerable.Range(0, Themes).Select(_ => Enumerable.Range(0, 12).Select(_ => string.Concat(Enumerable.Range(0, 2 + Below(3)).Select(_ => parts[Below(parts.Length)]))).ToArray()).ToArray();
        using var captions = new StreamWriter(_folder["captions.txt"]);
        using var labels = new StreamWriter(_folder["labels.txt"]);
        using var vectors = new BinaryWriter(File.Create(_folder["v.npy"]));
        var head = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {inputs}), }}".PadRight(117) + "\n";
        vectors.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)head.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(head)]);
        for (var row = 0; row < rows; row++)
        {
            int[] themes = [Below(Themes), Below(Themes), Below(Themes)];
            var strengths = themes.Select(_ => 0.5f + (float)random.NextDouble()).ToArray();
            for (var j = 0; j < inputs; j++) vectors.Write(themes.Zip(strengths, (theme, strength) => strength * directions[theme][j]).Sum() + 0.03f * (float)random.NextDouble());
            captions.WriteLine(string.Join(' ', Enumerable.Range(0, 8 + Below(17)).Select(_ => Below(2) == 0 ? others[Below(others.Length)] : words[themes[Below(3)]][Below(12)])));
            labels.WriteLine($"theme {themes[0] / 5}");
        }
    }

    private async Task VisitAsync(Window window, string name, string address)
    {
        await window.Page.GotoAsync(address, new() { WaitUntil = Microsoft.Playwright.WaitUntilState.DOMContentLoaded });
        var drawn = await window.Page.EvaluateAsync<double>(Drawn);
        Say($"{name}: {drawn:F0} ms, {await window.Page.EvaluateAsync<double>("() => performance.getEntriesByType('navigation')[0].decodedBodySize") / 1000:F0} kB of HTML");
    }

    private void Frames(string name, double[] times)
    {
        Array.Sort(times);
        Say($"{name}: {times.Length} frames, median {times[times.Length / 2]:F0} ms, 95 of 100 within {times[(int)(0.95 * times.Length)]:F0} ms, longest {times[^1]:F0} ms");
    }

    private void Say(FormattableString words) => output.WriteLine(FormattableString.Invariant(words));
}
