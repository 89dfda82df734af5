using System.Globalization;
using System.Numerics;
using SparseAutoencoders.Data;
using SparseAutoencoders.Losses;
using SparseAutoencoders.Model;
using SparseAutoencoders.Settings;

namespace SparseAutoencoders.Onnx;

/// <summary>Writes a model as ONNX: scaling, encoder and decoder in one graph, with everything it was made with beside it.</summary>
/// <remarks>Rows go in as they are, (rows, inputs), any number of them; float, or double for a model trained in double precision. The graph computes what the
/// model computes, but refuses nothing: where the model fills no gaps, NaN comes out as NaN.</remarks>
public static class OnnxModel
{
    /// <summary>Operator set the graph is written in: of ONNX 1.8, from 2020.</summary>
    public const int Opset = 13;

    /// <summary>Version of the file format: that of ONNX 1.8.</summary>
    public const int IrVersion = 7;

    /// <summary>Name of the graph's input.</summary>
    public const string Input = "rows";

    /// <summary>Name of the output of codes.</summary>
    public const string Codes = "codes";

    /// <summary>Name of the output of reconstructed rows.</summary>
    public const string Reconstruction = "reconstruction";

    /// <summary>Name of the output of reconstruction losses.</summary>
    public const string Error = "error";

    /// <summary>Writes a file, whole or not at all. Same model, same bytes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file.</param>
    /// <param name="outputs">What the graph is to give.</param>
    /// <exception cref="InvalidDataException">The model takes more than the 2 GB that an ONNX file may have.</exception>
    /// <exception cref="IOException">See <see cref="WholeFile.Write"/>.</exception>
    public static void Write(SparseAutoencoder model, string path, OnnxOutputs outputs = OnnxOutputs.Codes | OnnxOutputs.Reconstruction) =>
        WholeFile.Write(path, stream => Write(model, stream, outputs));

    /// <summary>Writes to a stream.</summary>
    /// <exception cref="InvalidDataException">As for the file.</exception>
    public static void Write(SparseAutoencoder model, Stream stream, OnnxOutputs outputs = OnnxOutputs.Codes | OnnxOutputs.Reconstruction)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        if (outputs == 0 || (outputs & ~(OnnxOutputs.Codes | OnnxOutputs.Reconstruction | OnnxOutputs.Error)) != 0)
            throw new ArgumentOutOfRangeException(nameof(outputs), outputs, "Ask for codes, reconstruction, error, or several of them.");
        var options = model.Options;
        var graph = options.Precision == Precision.Single ? Graph<float>(model, outputs) : Graph<double>(model, outputs);
        var scaling = Choices.Find(Choices.BuiltIn.Scalings, options.Scaling).Name;
        var description = string.Create(CultureInfo.InvariantCulture, $"Sparse autoencoder: {model.Inputs} inputs, {model.HiddenUnits} sigmoid hidden units held near a mean activation of {options.Sparsity.Rho}, ")
            + $"{Setting.Show(options.Decoder)} decoder, scaling {scaling}. Rows go in and come out in the data's own units.";
        new ProtoWriter()
            .Number(1, IrVersion)
            .Text(2, "SparseAutoencoders").Text(3, model.Version)
            .Text(6, description)
            .Message(7, graph)
            .Message(8, new ProtoWriter().Text(1, "").Number(2, Opset))
            .Message(14, new ProtoWriter().Text(1, "config").Text(2, model.Description))
            .WriteTo(stream);
    }

    private static ProtoWriter Graph<T>(SparseAutoencoder model, OnnxOutputs outputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var graph = new OnnxGraph<T>();
        graph.Input(Input, model.Inputs, $"Rows as the model was trained on, in the data's own units: {model.Inputs} numbers each.");

        var input = Scale(graph, model, Fill(graph, model));
        var weights = graph.Constant("encoder.weight", model.EncoderWeights);
        var preCodes = graph.Node("Gemm", [input, weights, graph.Constant("encoder.bias", model.EncoderBiases)], "pre_codes", ("transB", 1));
        var codes = graph.Node("Sigmoid", [preCodes], Codes);
        if (outputs.HasFlag(OnnxOutputs.Codes)) graph.Output(Codes, model.HiddenUnits, $"Activations of the {model.HiddenUnits} hidden units, each in (0, 1).");

        if ((outputs & (OnnxOutputs.Reconstruction | OnnxOutputs.Error)) == 0) return graph.Finish("sparse_autoencoder");
        var logits = graph.Node("Gemm", [codes, model.Options.Tied ? weights : graph.Constant("W_dec", model.DecoderWeights), graph.Constant("b_dec", model.DecoderBiases)], "logits");
        var output = model.Options.Decoder == OutputFunction.Sigmoid ? graph.Node("Sigmoid", [logits], "output") : logits;
        if (outputs.HasFlag(OnnxOutputs.Reconstruction))
        {
            Unscale(graph, model, output);
            graph.Output(Reconstruction, model.Inputs, "The rows as the model gives them back from their codes, in the data's own units.");
        }
        if (outputs.HasFlag(OnnxOutputs.Error))
        {
            Lose(graph, model.Options.Loss, input, logits, output);
            graph.Output(Error, null, "How badly each row is given back: its reconstruction loss, after scaling. 0 or more.");
        }
        return graph.Finish("sparse_autoencoder");
    }

    /// <summary>x, and what stands for it where it is missing.</summary>
    private static string Fill<T>(OnnxGraph<T> graph, SparseAutoencoder model) where T : unmanaged, IBinaryFloatingPointIeee754<T> => model.InputFill is { } fill
        ? graph.Node("Where", [graph.Node("IsNaN", [Input], "missing"), graph.Constant("input.fill", fill), Input], "filled")
        : Input;

    /// <summary>x'' = (x − shift) · scale · rotation.</summary>
    private static string Scale<T>(OnnxGraph<T> graph, SparseAutoencoder model, string input) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (model.Scaling is not { } scaling) return input;
        var shifted = graph.Node("Sub", [input, graph.Constant("input.shift", scaling.Shift)], "shifted");
        var scaled = graph.Node("Mul", [shifted, graph.Constant("input.scale", scaling.Scale)], "scaled");
        return scaling.Rotation is { } rotation ? graph.Node("MatMul", [scaled, graph.Constant("input.rotation", rotation)], "rotated") : scaled;
    }

    private static void Unscale<T>(OnnxGraph<T> graph, SparseAutoencoder model, string output) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (model.Scaling is not { } scaling)
        {
            graph.Node("Identity", [output], Reconstruction);
            return;
        }
        if (scaling.InvertRotation() is { } inverse) output = graph.Node("MatMul", [output, graph.Constant("output.rotation", inverse)], "output_scaled");
        graph.Node("Add", [graph.Node("Div", [output, "input.scale"], "output_shifted"), "input.shift"], Reconstruction);
    }

    private static void Lose<T>(OnnxGraph<T> graph, LossOptions loss, string input, string logits, string output) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var terms = loss switch
        {
            SquaredErrorOptions => Squared(),
            CrossEntropyOptions => graph.Node("Sub", [Softplus(), graph.Node("Mul", [input, logits], "explained")], "losses"),
            _ => throw new NotSupportedException($"onnx: the loss {Choices.Find(Choices.BuiltIn.Losses, loss).Name} is not exported."),
        };
        graph.Node("ReduceSum", [terms, graph.Constant("over_inputs", 1)], Error, ("keepdims", 0));

        string Squared()
        {
            var difference = graph.Node("Sub", [output, input], "difference");
            return graph.Node("Mul", [difference, difference], "losses");
        }

        // max(z, 0) + log(1 + exp(−|z|)): ONNX Runtime has a Softplus of its own for float alone.
        string Softplus()
        {
            var small = graph.Node("Exp", [graph.Node("Neg", [graph.Node("Abs", [logits], "logits_size")], "exponents")], "small");
            var rest = graph.Node("Log", [graph.Node("Add", [small, graph.Constant("one", [1.0])], "one_and_small")], "rest");
            return graph.Node("Add", [graph.Node("Relu", [logits], "logits_above"), rest], "softplus");
        }
    }
}
