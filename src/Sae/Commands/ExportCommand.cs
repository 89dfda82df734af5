using System.CommandLine;
using Sae.Flags;
using Sae.Output;
using SparseAutoencoders;
using SparseAutoencoders.Onnx;

namespace Sae.Commands;

/// <summary>sae export MODEL --output F.onnx: the model for other programs.</summary>
internal static class ExportCommand
{
    public static Verb Create()
    {
        var model = CommonFlags.Model();
        var output = CommonFlags.Output("FILE", "the ONNX model to write: .onnx");
        var json = CommonFlags.Json();
        var verb = new Verb("export", "write a model as ONNX, for ONNX Runtime and other programs")
        {
            Remarks = $"Scaling, encoder and decoder are in the graph. Input {OnnxModel.Input} (any number of rows, inputs), in the data's own units; outputs {OnnxModel.Codes} and {OnnxModel.Reconstruction}, "
                + $"as sae encode and sae reconstruct give them. Numbers are float, or double for a model trained in double precision; rows and reconstruction are double too where rows lie so far from 0 that float would lose them. Opset {OnnxModel.Opset}, IR version {OnnxModel.IrVersion}.",
            Examples = [("", "sae export model.safetensors --output model.onnx")],
            Run = (parse, session) =>
            {
                var (modelPath, path) = (parse.GetValue(model)!, output.Read(parse));
                Destination.CheckFile("--output", path, [".onnx"], modelPath);
                var loaded = session.Load(modelPath);
                try
                {
                    OnnxModel.Write(loaded, path);
                }
                catch (NotSupportedException refusal)
                {
                    throw new InvalidDataException(refusal.Message, refusal);
                }
                if (json.IsGiven(parse))
                {
                    new Report().Add("inputs", loaded.Inputs).Add("hidden_units", loaded.HiddenUnits).Add("opset", OnnxModel.Opset).Add("ir_version", OnnxModel.IrVersion)
                        .Add("output", path).Write(session.Out, json: true);
                }
                else session.Out.WriteLine($"model of {loaded.HiddenUnits} units written to {path}: ONNX, opset {OnnxModel.Opset}, IR version {OnnxModel.IrVersion}{InDouble(loaded)}");
                return 0;
            },
        };
        verb.Add(model);
        foreach (var option in (IEnumerable<Option>)[output, json]) verb.Add(option);
        return verb;
    }

    private static string InDouble(SparseAutoencoder model)
    {
        if (model.Options.Precision == Precision.Double) return "";
        string?[] wide = [model.Scaling is { InDouble: true } ? OnnxModel.Input : null, model.OutputScaling is { InDouble: true } ? OnnxModel.Reconstruction : null];
        var names = wide.OfType<string>().ToList();
        return names.Count == 0 ? "" : $"; {string.Join(" and ", names)} {(names.Count == 1 ? "is" : "are")} double";
    }
}
