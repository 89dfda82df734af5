using System.Globalization;
using System.Numerics;

namespace SparseAutoencoders.Onnx;

/// <summary>A model's formulas as a graph: rows → filled → scaled → encoder → codes → decoder → scaling undone, and the loss.</summary>
/// <remarks>Constants have the names that tensors have in the model's file.</remarks>
internal sealed class ModelGraph<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly OnnxGraph<T> _graph = new();
    private readonly SparseAutoencoder _model;
    private readonly OnnxLayout _layout;
    private readonly Dictionary<string, string> _constants = [];
    private string? _rowMean, _rowLength;

    private ModelGraph(SparseAutoencoder model, OnnxLayout layout) => (_model, _layout) = (model, layout);

    /// <summary>Rows are shifted and scaled in double precision, here and in the model.</summary>
    private bool ScalesInDouble => _model.Scaling is { InDouble: true };

    private bool UnscalesInDouble => _model.OutputScaling is { InDouble: true };

    private int RowsType => _layout.SingleOutside ? OnnxGraph<T>.FloatType : ScalesInDouble ? OnnxGraph<T>.DoubleType : OnnxGraph<T>.NumberType;

    /// <summary>The graph.</summary>
    public static ProtoWriter Of(SparseAutoencoder model, OnnxLayout layout) => new ModelGraph<T>(model, layout).Build();

    private ProtoWriter Build()
    {
        _graph.Input(_layout.Rows, _model.Inputs, $"Rows as the model was trained on, in the data's own units: {_model.Inputs} numbers each.", RowsType);
        var input = Scale(ScaleEach(Fill(Cast(_layout.Rows, RowsType, ScalesInDouble ? OnnxGraph<T>.DoubleType : OnnxGraph<T>.NumberType, "input.wide"))));
        var codes = Activate(_model.Options.Sparsity.TakesDecoderBiasOff && !_model.IsTranscoder ? _graph.Node("Sub", [input, Constant(ParameterTable.DecoderBiases)], "encoder.input") : input);
        var sparsity = _model.Options.Sparsity;
        Give(codes, _layout.Codes, _model.HiddenUnits, $"Activations of the {_model.HiddenUnits} hidden units{(sparsity.Activation == "sigmoid" ? ", each in (0, 1)" : sparsity.CodesAreSparse ? ", most of them 0" : "")}.");

        if (_layout is { Reconstruction: null, Error: null }) return _graph.Finish("sparse_autoencoder");
        var logits = _graph.Node("Gemm", [codes, Constant(_model.Options.Tied ? ParameterTable.EncoderWeights : ParameterTable.DecoderWeights), Constant(ParameterTable.DecoderBiases)], "decoder.sums");
        if (sparsity.HasSkip) logits = _graph.Node("Add", [logits, _graph.Node("Gemm", [input, Constant(ParameterTable.SkipWeights)], "skip.sums", new GraphSetting("transB", 1))], "decoder.skipped");
        var output = _model.Options.Decoder == OutputFunction.Sigmoid ? _graph.Node("Sigmoid", [logits], "decoder.output") : logits;
        if (_layout.Reconstruction is { } reconstruction)
            Give(UnscaleEach(Unscale(output)), reconstruction, _model.Outputs, $"{(_model.IsTranscoder ? "What the model makes of" : "The rows as the model gives them back from")} their codes, in the data's own units.", inDouble: UnscalesInDouble);
        if (_layout.Error is { } error)
            Give(Lose(input, logits, output), error, _layout.ErrorIsColumn ? 1 : null, "How badly each row is given back: its reconstruction loss, after scaling. 0 or more.");
        return _graph.Finish("sparse_autoencoder");
    }

    /// <summary>What is encoded to codes, as the mechanism says.</summary>
    private string Activate(string input)
    {
        var (options, values) = (_model.Options, new Dictionary<string, string>());
        var nodes = options.Sparsity.Graph ?? throw new NotSupportedException(
            $"onnx: the model's mechanism {Choices.Find(options.Choices.Sparsities, options.Sparsity).Name} has no ONNX graph, so it cannot be exported. Use the model with this library or tool, or train one whose mechanism has a graph.");
        foreach (var node in nodes)
        {
            string[] inputs = [.. node.Inputs.Select(name => values.TryGetValue(name, out var known) ? known : values[name] = Source(name))];
            string[] outputs = [node.Output, .. node.MoreOutputs];
            _graph.Node(node.Operator, inputs, [.. outputs.Select(output => values[output] = $"encoder.{output}")], node.Attributes);
        }
        return values["codes"];

        string Source(string name) => name switch
        {
            "pre-codes" => _graph.Node("Gemm", [input, Constant(ParameterTable.EncoderWeights), Constant(ParameterTable.EncoderBiases)], "encoder.sums", new GraphSetting("transB", 1)),
            "products" => _graph.Node("Gemm", [input, Constant(ParameterTable.EncoderWeights)], "encoder.products", new GraphSetting("transB", 1)),
            _ => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? _graph.Constant($"encoder.{name}", [number]) : Constant(name),
        };
    }

    /// <summary>A block of the model, once.</summary>
    private string Constant(string block) => _constants.TryGetValue(block, out var known) ? known : _constants[block] = block switch
    {
        ParameterTable.EncoderBiases => _graph.Constant(block, _model.EncoderBiases),
        ParameterTable.DecoderBiases => _graph.Constant(block, _model.DecoderBiases),
        _ => _graph.Constant(block, _model.Parameter(block)),
    };

    private void Give(string value, string? name, int? width, string description, bool inDouble = false)
    {
        if (name is null) return;
        var own = inDouble ? OnnxGraph<T>.DoubleType : OnnxGraph<T>.NumberType;
        var type = _layout.SingleOutside ? OnnxGraph<T>.FloatType : own;
        if (Cast(value, own, type, name) == value) _graph.Node("Identity", [value], name);
        _graph.Output(name, width, description, type);
    }

    private string Cast(string value, int from, int to, string output) => from == to ? value : _graph.Node("Cast", [value], output, new GraphSetting("to", to));

    /// <summary>x, and what stands for it where it is missing.</summary>
    private string Fill(string input) => _model.InputFill is { } fill
        ? _graph.Node("Where", [_graph.Node("IsNaN", [input], "input.missing"), _graph.Constant("input.fill", fill, ScalesInDouble), input], "input.filled")
        : input;

    /// <summary>Each row by itself: its mean, if that is taken off, and what it is divided by.</summary>
    private string ScaleEach(string input)
    {
        if (_model.Options.Sparsity.ScalesEachRow is not { } each) return input;
        var (axis, width) = (_graph.Constant("row.axis", 1), (double)_model.Inputs);
        string Sum(string value, string output) => _graph.Node("ReduceSum", [value, axis], output, new GraphSetting("keepdims", 1));
        string Number(string name, double value) => _graph.Constant(name, [value], ScalesInDouble);
        var isCentred = each == RowScaling.LayerNorm;
        _rowMean = isCentred ? _graph.Node("Div", [Sum(input, "row.sum"), Number("row.width", width)], "row.mean") : null;
        var centred = isCentred ? _graph.Node("Sub", [input, _rowMean!], "row.centred") : input;
        var squares = Sum(_graph.Node("Mul", [centred, centred], "row.squares"), "row.square_sum");
        _rowLength = _graph.Node("Sqrt", [_graph.Node("Div", [squares, Number("row.divisor", isCentred ? width - 1 : width)], "row.mean_square")], "row.length");
        if (isCentred) return _graph.Node("Div", [centred, _graph.Node("Add", [_rowLength, Number("row.least", 1e-5)], "row.bounded")], "row.scaled");
        // A row of zeros stays one.
        _rowLength = _graph.Node("Where", [_graph.Node("Equal", [_rowLength, Number("row.zero", 0)], "row.is_zero"), Number("row.one", 1), _rowLength], "row.divided_by");
        return _graph.Node("Div", [input, _rowLength], "row.scaled");
    }

    private string UnscaleEach(string output)
    {
        if (_rowLength is null) return output;
        var length = Cast(_rowLength, ScalesInDouble ? OnnxGraph<T>.DoubleType : OnnxGraph<T>.NumberType, UnscalesInDouble ? OnnxGraph<T>.DoubleType : OnnxGraph<T>.NumberType, "row.length_of_output");
        var longer = _graph.Node("Mul", [output, length], "row.unscaled");
        return _rowMean is null ? longer : _graph.Node("Add", [longer, Cast(_rowMean, ScalesInDouble ? OnnxGraph<T>.DoubleType : OnnxGraph<T>.NumberType, UnscalesInDouble ? OnnxGraph<T>.DoubleType : OnnxGraph<T>.NumberType, "row.mean_of_output")], "row.whole");
    }

    /// <summary>x'' = (x − shift) · scale · rotation.</summary>
    private string Scale(string input)
    {
        if (_model.Scaling is not { } scaling) return input;
        var shifted = _graph.Node("Sub", [input, _graph.Constant("input.shift", scaling.Shift, ScalesInDouble)], "input.shifted");
        var scaled = _graph.Node("Mul", [shifted, _graph.Constant("input.scale", scaling.Scale, ScalesInDouble)], "input.scaled");
        if (ScalesInDouble) scaled = Cast(scaled, OnnxGraph<T>.DoubleType, OnnxGraph<T>.NumberType, "input.rounded");
        return scaling.Rotation is { } rotation ? _graph.Node("MatMul", [scaled, _graph.Constant("input.rotation", rotation)], "input.rotated") : scaled;
    }

    private string Unscale(string output)
    {
        if (_model.OutputScaling is not { } scaling) return output;
        if (scaling.InvertRotation() is { } inverse) output = _graph.Node("MatMul", [output, _graph.Constant("output.rotation", inverse)], "output.rotated");
        if (UnscalesInDouble) output = Cast(output, OnnxGraph<T>.NumberType, OnnxGraph<T>.DoubleType, "output.wide");
        var (scale, shift) = _model.IsTranscoder ? (_graph.Constant("output.scale", scaling.Scale, UnscalesInDouble), _graph.Constant("output.shift", scaling.Shift, UnscalesInDouble)) : ("input.scale", "input.shift");
        return _graph.Node("Add", [_graph.Node("Div", [output, scale], "output.unscaled"), shift], "output.unshifted");
    }

    private string Lose(string input, string logits, string output)
    {
        if (_model.IsTranscoder) throw new NotSupportedException("onnx: the model rebuilds targets (`Rows.Paired`), which the graph does not take, so it has no error. Ask for codes and reconstruction alone.");
        var terms = _model.Options.Loss switch
        {
            SquaredErrorOptions => SquaredError(input, output),
            CrossEntropyOptions => _graph.Node("Sub", [Softplus(logits), _graph.Node("Mul", [input, logits], "error.linear")], "error.terms"),
            var loss => throw new NotSupportedException($"onnx: the loss {Choices.Find(_model.Options.Choices.Losses, loss).Name} is not exported. Ask for codes and reconstruction alone."),
        };
        return _graph.Node("ReduceSum", [terms, _graph.Constant("error.axis", 1)], "error.sum", new GraphSetting("keepdims", _layout.ErrorIsColumn ? 1 : 0));
    }

    private string SquaredError(string input, string output)
    {
        var difference = _graph.Node("Sub", [output, input], "error.difference");
        return _graph.Node("Mul", [difference, difference], "error.terms");
    }

    /// <summary>max(z, 0) + log(1 + exp(−|z|)): ONNX Runtime has a Softplus of its own for float alone.</summary>
    private string Softplus(string logits)
    {
        var small = _graph.Node("Exp", [_graph.Node("Neg", [_graph.Node("Abs", [logits], "error.size")], "error.exponent")], "error.small");
        var rest = _graph.Node("Log", [_graph.Node("Add", [small, _graph.Constant("error.one", [1.0])], "error.small_and_one")], "error.rest");
        return _graph.Node("Add", [_graph.Node("Relu", [logits], "error.above"), rest], "error.softplus");
    }
}
