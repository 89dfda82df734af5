using System.CommandLine;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Dashboard.Report;
using SparseAutoencoders.Dashboard.Showing;

namespace Sae.Commands;

/// <summary>sae report MODEL DATA --output report.html: the pages as one file.</summary>
internal static class ReportCommand
{
    public static Verb Create(Choices choices)
    {
        var model = CommonFlags.RunOrModel();
        var data = new DataFlags(choices);
        var compare = CommonFlags.Compare();
        var output = CommonFlags.Output("FILE", "the file to write: .html");
        var usual = new ReportOptions();
        var units = new Flag<int>("Output", "--show-units", "N", "units with a page of their own, those that add most", FlagText.Count) { Default = $"{usual.Units}", Range = "at least 1" };
        var rows = new Flag<int>("Output", "--show-rows", "N", "rows with a page of their own, evenly spaced", FlagText.Count) { Default = $"{usual.Rows}", Range = "at least 1" };
        var json = CommonFlags.Json();
        var verb = new Verb("report", "save the pages of sae serve as one file that opens without a network")
        {
            Remarks = "What putting DATA through the model tells is kept beside the model in a file that ends in .pages, as for sae serve.",
            Examples =
            [
                ("", "sae report model.safetensors images.npy --output report.html"),
                ("two models on the same rows:", "sae report one.safetensors images.npy --compare two.safetensors --output report.html"),
            ],
            Run = (parse, session) =>
            {
                var (request, path) = (data.Read(parse), output.Read(parse));
                var options = new ReportOptions { Units = units.Read(parse, usual.Units), Rows = rows.Read(parse, usual.Rows) };
                Destination.CheckFile("--output", path, [".html", ".htm"], [parse.GetValue(model)!, .. request.Paths]);
                using var opened = request.For(ServeCommand.ModelOf(parse.GetValue(model)!, session)).Open(session);
                using var first = ServeCommand.Open(parse.GetValue(model)!, opened, session);
                using var second = compare.IsGiven(parse) ? ServeCommand.Open(compare.Read(parse), opened, session) : null;
                first.Complete();
                second?.Complete();
                ReportFile.WriteAsync(path, new ShownSubjects(first, second), options).GetAwaiter().GetResult();
                if (json.IsGiven(parse)) new Output.Report().Add("hidden_units", first.Now.Model!.Units).Add("rows", opened.Count).Add("output", path).Write(session.Out, json: true);
                else session.Out.WriteLine($"the pages of {first.Name} written to {path}");
                return 0;
            },
        };
        verb.Add(model);
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[.. data.Options, compare, output, units, rows, json]) verb.Add(option);
        return verb;
    }
}
