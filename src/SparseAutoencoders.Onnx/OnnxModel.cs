using System.Globalization;

namespace SparseAutoencoders.Onnx;

/// <summary>Writes a model as ONNX: scaling, encoder and decoder in one graph, with everything it was made with beside it.</summary>
/// <remarks>Rows go in as they are, (rows, inputs), any number of them; float, or double for a model trained in double precision or one that scales
/// rows in double precision (<see cref="InputScaling.InDouble"/>); reconstructions come out alike. The graph computes what the model computes, but
/// refuses nothing: where the model fills no gaps, NaN comes out as NaN.</remarks>
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
    /// <exception cref="NotSupportedException">The model's mechanism has no graph (<see cref="SparsityOptions.Graph"/>), or the error of a transcoder is asked for.</exception>
    /// <exception cref="IOException">See <see cref="WholeFile.Write"/>.</exception>
    public static void Write(SparseAutoencoder model, string path, OnnxOutputs outputs = OnnxOutputs.Codes | OnnxOutputs.Reconstruction) =>
        WholeFile.Write(path, stream => Write(model, stream, outputs));

    /// <summary>Writes to a stream.</summary>
    /// <exception cref="InvalidDataException">As for the file.</exception>
    /// <exception cref="NotSupportedException">As for the file.</exception>
    public static void Write(SparseAutoencoder model, Stream stream, OnnxOutputs outputs = OnnxOutputs.Codes | OnnxOutputs.Reconstruction)
    {
        if (outputs == 0 || (outputs & ~(OnnxOutputs.Codes | OnnxOutputs.Reconstruction | OnnxOutputs.Error)) != 0)
            throw new ArgumentOutOfRangeException(nameof(outputs), outputs, "Ask for codes, reconstruction, error, or several of them.");
        string? If(OnnxOutputs output, string name) => outputs.HasFlag(output) ? name : null;
        Write(model, stream, new OnnxLayout(Input, If(OnnxOutputs.Codes, Codes), If(OnnxOutputs.Reconstruction, Reconstruction), If(OnnxOutputs.Error, Error)));
    }

    /// <summary>Writes to a stream, with other names.</summary>
    /// <exception cref="ArgumentException">A name stands twice, or for something within the graph.</exception>
    internal static void Write(SparseAutoencoder model, Stream stream, OnnxLayout layout)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        var options = model.Options;
        var scaling = Choices.Find(options.Choices.Scalings, options.Scaling).Name;
        var held = options.Sparsity.MeanActivationAsked is { } asked ? string.Create(CultureInfo.InvariantCulture, $" held near a mean activation of {asked}") : "";
        var description = string.Create(CultureInfo.InvariantCulture, $"Sparse autoencoder: {model.Inputs} inputs, {model.HiddenUnits} {options.Sparsity.Activation} hidden units{held}, {(model.IsTranscoder ? $"{model.Outputs} outputs that are not the inputs, " : "")}")
            + $"{Setting.Show(options.Decoder)} decoder, scaling {scaling}. Rows go in and come out in the data's own units.";
        new ProtoWriter()
            .Number(1, IrVersion)
            .Text(2, "SparseAutoencoders").Text(3, model.Version)
            .Text(6, description)
            .Message(7, options.Precision == Precision.Single ? ModelGraph<float>.Of(model, layout) : ModelGraph<double>.Of(model, layout))
            .Message(8, new ProtoWriter().Text(1, "").Number(2, Opset))
            .Message(14, new ProtoWriter().Text(1, "config").Text(2, model.Description))
            .WriteTo(stream);
    }
}
