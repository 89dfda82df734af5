using System.Net;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SparseAutoencoders.Plots;

namespace SparseAutoencoders.Dashboard.Report;

/// <summary>The runs of a <see cref="Sweep"/> as one page that needs nothing beside it: a table, and a picture of what is traded for what.</summary>
public static class SweepReport
{
    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">What the rows are called.</param>
    /// <param name="runs">What <see cref="Sweep"/> returned.</param>
    /// <param name="say">Says the library's messages in other words, those of the command line say; null leaves them as they are.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task WriteAsync(string path, string rows, IReadOnlyList<SweepRun> runs, Func<string, string>? say = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var parameters = new Dictionary<string, object?>
        {
            [nameof(SweepDocument.Rows)] = rows,
            [nameof(SweepDocument.Runs)] = runs,
            [nameof(SweepDocument.Say)] = say ?? (text => text),
            [nameof(SweepDocument.Picture)] = Sweep.Best(runs) is null ? "" : TradeOff.Draw(runs).ToPageSvg(),
        };
        var body = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<SweepDocument>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        var style = ReportFile.Text("site.css");
        WholeFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            writer.Write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
            // The picture brings a style of its own for dark pages.
            writer.Write("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n");
            writer.Write($"<title>{WebUtility.HtmlEncode(rows)}: {runs.Count} runs</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n");
        });
    }
}
