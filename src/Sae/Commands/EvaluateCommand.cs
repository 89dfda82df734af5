using System.CommandLine;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;

namespace Sae.Commands;

/// <summary>sae evaluate MODEL DATA: every figure, over all rows.</summary>
internal static class EvaluateCommand
{
    public static Verb Create(Choices choices)
    {
        var model = CommonFlags.Model();
        var data = new DataFlags(choices, targets: true);
        var json = CommonFlags.Json();
        var verb = new Verb("evaluate", "judge a model on rows, by every figure")
        {
            Remarks = "The figures are over all rows, in the space the network sees (after the model's own scaling).",
            Examples =
            [
                ("on rows it has not seen:", "sae evaluate model.safetensors t10k-images-idx3-ubyte.gz"),
                ("one figure, in a shell:", "sae evaluate model.safetensors images.npy --json | jq .explained_variance"),
            ],
            Run = (parse, session) =>
            {
                var request = data.Read(parse);
                var judged = session.Load(parse.GetValue(model)!);
                using var rows = request.For(judged).Open(session);
                var evaluation = judged.Evaluate(rows, session.Cancellation);
                var (report, findings) = (new Report().Add(evaluation), FindingsText.Of(session, judged, evaluation));
                if (json.IsGiven(parse)) FindingsText.Add(report, findings);
                report.Write(session.Out, json.IsGiven(parse));
                FindingsText.Write(session, findings, json.IsGiven(parse));
                return 0;
            },
        };
        verb.Add(model);
        verb.Add(data.Data);
        foreach (var option in (IEnumerable<Option>)[.. data.Options, json]) verb.Add(option);
        return verb;
    }
}
